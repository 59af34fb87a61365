with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and reference_id is not null
        and interaction_type = 'onboarding_step_completed'
),

final as (
    select
        customer_id,
        reference_id as step,
        min(interaction_date) as first_done_on,
        max(interaction_date) as last_done_on
    from interactions
    group by
        customer_id,
        reference_id
)

select * from final
