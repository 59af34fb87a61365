with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and interaction_type in ('points_earned', 'points_redeemed')
),

final as (
    select
        customer_id,
        interaction_id,
        interaction_date as moved_on,
        interaction_type = 'points_redeemed' as is_redemption,
        value as points,
        case
            when interaction_type = 'points_earned' then {{ add_days('interaction_date', var('points_valid_days')) }}
        end as expires_on,
        row_number() over (partition by customer_id order by occurred_at, interaction_id) as move_number
    from interactions
)

select * from final
