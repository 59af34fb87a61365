{{ config(**history(scope='interaction_id', of='int_interactions_changed')) }}

with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where {{ is_changed('interaction_id', 'int_interactions_changed') }}
),

final as (
    select
        interaction_id,
        person_id,
        customer_id,
        occurred_at,
        interaction_date,
        interaction_type,
        interaction_group,
        direction,
        channel,
        campaign_id,
        value
    from interactions
)

select * from final
