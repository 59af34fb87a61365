with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where customer_id is not null
),

-- The shop contacts a customer by writing, asking or answering. An advertisement, points and a message withheld from a
-- control group are no contact.
judged as (
    select
        interactions.customer_id,
        interactions.channel,
        interactions.occurred_at,
        interactions.interaction_date,
        interactions.direction = 'in' as is_by_customer,
        interactions.direction = 'out'
        and interactions.interaction_group in ('message', 'support', 'feedback')
        and interactions.interaction_type <> 'campaign_withheld' as is_contact,
        interactions.direction = 'in' and interactions.interaction_group in ('message', 'feedback') as is_answer,
        interactions.interaction_date > {{ add_days('bounds.as_of', -365) }} as is_of_last_year,
        interactions.interaction_date >= {{ period_of('week', 'bounds.as_of') }} as is_of_this_week
    from interactions
    cross join bounds
),

final as (
    select
        customer_id,
        channel,
        cast(count(*) filter (where is_contact and is_of_last_year) as bigint) as messages,
        cast(count(*) filter (where is_answer and is_of_last_year) as bigint) as answers,
        cast(count(*) filter (where is_contact and is_of_this_week) as bigint) as contacts_this_week,
        max(occurred_at) filter (where is_contact) as last_contacted_at,
        max(interaction_date) filter (where is_contact) as last_contacted_on,
        max(occurred_at) filter (where is_by_customer) as last_used_at
    from judged
    group by
        customer_id,
        channel
)

select * from final
