with months as (
    select * from {{ ref('retensi', 'int_loyalty_months') }}
),

sales as (
    select * from {{ ref('retensi', 'int_member_sales') }}
),

presence as (
    select coalesce(bool_or(is_present) filter (where input = 'interactions'), false) as has_interactions
    from {{ ref('retensi', 'input_presence') }}
),

-- Without interactions nobody can be known as a member, which is not the same as nobody being one.
measured as (
    select
        months.month,
        case when presence.has_interactions then months.members end as members,
        case when presence.has_interactions then months.joined_members end as joined_members,
        coalesce(sales.buyers, 0) as buyers,
        case when presence.has_interactions then coalesce(sales.member_buyers, 0) end as member_buyers,
        coalesce(sales.purchases, 0) as purchases,
        case when presence.has_interactions then coalesce(sales.member_purchases, 0) end as member_purchases,
        cast(coalesce(sales.net_revenue, 0) as decimal(38, 4)) as net_revenue,
        cast(case when presence.has_interactions then coalesce(sales.member_net_revenue, 0) end as decimal(38, 4))
            as member_net_revenue,
        case when presence.has_interactions then months.points_earned end as points_earned,
        case when presence.has_interactions then months.points_redeemed end as points_redeemed,
        case when presence.has_interactions then months.points_expired end as points_expired,
        case when presence.has_interactions then months.points_balance end as points_balance,
        months.is_complete
    from months
    cross join presence
    left join sales on months.month = sales.month
),

final as (
    select
        month,
        members,
        joined_members,
        buyers,
        member_buyers,
        purchases,
        member_purchases,
        {{ safe_divide('member_purchases', 'purchases') }} as member_purchase_share,
        net_revenue,
        member_net_revenue,
        {{ safe_divide('member_net_revenue', 'net_revenue') }} as member_revenue_share,
        points_earned,
        points_redeemed,
        points_expired,
        points_balance,
        {{ safe_divide('points_redeemed', 'points_earned') }} as redemption_rate,
        is_complete
    from measured
)

select * from final
