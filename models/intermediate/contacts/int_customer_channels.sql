with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

contacts_made as (
    select * from {{ ref('retensi', 'int_contacts_made') }}
    where customer_id is not null
),

interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and direction = 'in'
),

purchases as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where order_number is not null
),

-- Contacts by the shop, and what the customer did: answering, anything else, buying.
moves as (
    select
        customer_id,
        channel,
        contacted_at as happened_at,
        contacted_on as happened_on,
        true as is_contact,
        false as is_answer
    from contacts_made
    union all
    select
        customer_id,
        channel,
        occurred_at as happened_at,
        interaction_date as happened_on,
        false as is_contact,
        interaction_group in ('message', 'feedback') as is_answer
    from interactions
    union all
    select
        customer_id,
        channel,
        ordered_at as happened_at,
        order_date as happened_on,
        false as is_contact,
        false as is_answer
    from purchases
),

judged as (
    select
        moves.*,
        moves.happened_on > {{ add_days('bounds.as_of', -365) }} as is_of_last_year,
        moves.happened_on >= {{ period_of('week', 'bounds.as_of') }} as is_of_this_week
    from moves
    cross join bounds
),

final as (
    select
        customer_id,
        channel,
        cast(count(*) filter (where is_contact and is_of_last_year) as bigint) as messages,
        cast(count(*) filter (where is_answer and is_of_last_year) as bigint) as answers,
        cast(count(*) filter (where is_contact and is_of_this_week) as bigint) as contacts_this_week,
        max(happened_at) filter (where is_contact) as last_contacted_at,
        max(happened_on) filter (where is_contact) as last_contacted_on,
        max(happened_at) filter (where not is_contact) as last_used_at
    from judged
    group by
        customer_id,
        channel
)

select * from final
