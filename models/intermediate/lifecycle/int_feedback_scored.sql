with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where interaction_type in ('nps_response', 'csat_response', 'review_submitted')
),

final as (
    select
        interaction_id,
        customer_id,
        interaction_type,
        occurred_at,
        interaction_date,
        value as score,
        case
            when interaction_type = 'nps_response' and value >= 9 then 'positive'
            when interaction_type = 'nps_response' and value <= 6 then 'negative'
            when interaction_type <> 'nps_response' and value >= 4 then 'positive'
            when interaction_type <> 'nps_response' and value <= 2 then 'negative'
            else 'neutral'
        end as verdict
    from interactions
)

select * from final
