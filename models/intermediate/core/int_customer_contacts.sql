with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where customer_id is not null
),

scores as (
    select * from {{ ref('retensi', 'int_feedback_scored') }}
    where customer_id is not null
),

contacts as (
    select
        customer_id,
        max(occurred_at) as last_interaction_at,
        max(interaction_date) filter (where direction = 'in') as last_inbound_on
    from interactions
    group by customer_id
),

nps_responses as (
    select
        customer_id,
        score as last_nps,
        row_number() over (partition by customer_id order by occurred_at desc, interaction_id desc) as newest_first
    from scores
    where interaction_type = 'nps_response'
),

channels_used as (
    select
        interactions.customer_id,
        interactions.channel,
        count(*) as uses,
        max(interactions.occurred_at) as last_used_at
    from interactions
    cross join bounds
    where
        interactions.direction = 'in'
        and interactions.channel is not null
        and interactions.interaction_date > {{ add_days('bounds.as_of', -365) }}
    group by
        interactions.customer_id,
        interactions.channel
),

channels_ranked as (
    select
        customer_id,
        channel as preferred_channel,
        row_number() over (
            partition by customer_id
            order by uses desc, last_used_at desc, channel asc
        ) as most_used_first
    from channels_used
),

final as (
    select
        contacts.customer_id,
        contacts.last_interaction_at,
        contacts.last_inbound_on,
        nps_responses.last_nps,
        channels_ranked.preferred_channel
    from contacts
    left join nps_responses
        on
            contacts.customer_id = nps_responses.customer_id
            and nps_responses.newest_first = 1
    left join channels_ranked
        on
            contacts.customer_id = channels_ranked.customer_id
            and channels_ranked.most_used_first = 1
)

select * from final
