with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
),

rules as (
    select reason from {{ ref('contact_rules') }}
),

-- The shop contacts somebody by writing, asking or answering. An advertisement, points and a message withheld from a
-- control group are no contact. Answering or resolving a complaint is about that; what else is sent may name its
-- reason.
final as (
    select
        interactions.interaction_id,
        interactions.customer_id,
        interactions.channel,
        interactions.occurred_at as contacted_at,
        interactions.interaction_date as contacted_on,
        case
            when interactions.interaction_group = 'support' then 'open_complaint'
            else coalesce(rules.reason, 'any')
        end as made_about
    from interactions
    left join rules on interactions.reference_id = rules.reason
    where
        interactions.direction = 'out'
        and interactions.interaction_group in ('message', 'support', 'feedback')
        and interactions.interaction_type <> 'campaign_withheld'
)

select * from final
