with members as (
    select * from {{ ref('retensi', 'int_loyalty_members') }}
),

final as (
    select
        customer_id,
        is_member,
        joined_at,
        points_earned,
        points_redeemed,
        points_expired,
        points_balance,
        points_overdrawn,
        next_expiry_on,
        next_expiry_points,
        points_earned_last_year,
        tier,
        points_to_next_tier
    from members
)

select * from final
