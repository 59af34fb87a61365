with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

members as (
    select * from {{ ref('retensi', 'int_loyalty_members') }}
    where is_member
),

ledger as (
    select * from {{ ref('retensi', 'int_points_ledger') }}
),

-- What was bought in the second of joining was bought by a member.
orders_marked as (
    select
        orders.customer_id,
        orders.net_revenue,
        {{ month_of('orders.order_date') }} as month,
        orders.treatment = 'purchase' as is_purchase,
        coalesce(members.joined_at <= orders.ordered_at, false) as is_by_member
    from {{ ref('retensi', 'int_orders_sequenced') }} as orders
    left join members on orders.customer_id = members.customer_id
),

sales as (
    select
        month,
        count(*) filter (where is_purchase) as purchases,
        count(*) filter (where is_purchase and is_by_member) as member_purchases,
        count(distinct case when is_purchase then customer_id end) as buyers,
        count(distinct case when is_purchase and is_by_member then customer_id end) as member_buyers,
        sum(net_revenue) as net_revenue,
        sum(case when is_by_member then net_revenue else 0 end) as member_net_revenue
    from orders_marked
    group by month
),

-- Who joined, and what happened to points, before the first month is carried into it.
changes as (
    select
        greatest({{ month_of('members.joined_on') }}, bounds.spine_start) as month,
        case when members.joined_on >= bounds.spine_start then 1 else 0 end as joined_members,
        1 as members_gained,
        0 as points_earned,
        0 as points_redeemed,
        0 as points_expired,
        0 as points_gained
    from members
    cross join bounds
    union all
    select
        greatest({{ month_of('ledger.happens_on') }}, bounds.spine_start) as month,
        0 as joined_members,
        0 as members_gained,
        case when ledger.happens_on >= bounds.spine_start then ledger.points_earned else 0 end as points_earned,
        case when ledger.happens_on >= bounds.spine_start then ledger.points_redeemed else 0 end as points_redeemed,
        case when ledger.happens_on >= bounds.spine_start then ledger.points_expired else 0 end as points_expired,
        ledger.points_earned - ledger.points_redeemed - ledger.points_expired as points_gained
    from ledger
    cross join bounds
),

changes_by_month as (
    select
        month,
        sum(joined_members) as joined_members,
        sum(members_gained) as members_gained,
        sum(points_earned) as points_earned,
        sum(points_redeemed) as points_redeemed,
        sum(points_expired) as points_expired,
        sum(points_gained) as points_gained
    from changes
    group by month
),

final as (
    select
        months.month,
        cast(sum(coalesce(changes_by_month.members_gained, 0)) over (order by months.month) as bigint) as members,
        cast(coalesce(changes_by_month.joined_members, 0) as bigint) as joined_members,
        {%- for column in ['purchases', 'member_purchases', 'buyers', 'member_buyers'] %}
        cast(coalesce(sales.{{ column }}, 0) as bigint) as {{ column }},
        {%- endfor %}
        {%- for column in ['net_revenue', 'member_net_revenue'] %}
        cast(coalesce(sales.{{ column }}, 0) as decimal(38, 4)) as {{ column }},
        {%- endfor %}
        {%- for column in ['points_earned', 'points_redeemed', 'points_expired'] %}
        cast(coalesce(changes_by_month.{{ column }}, 0) as decimal(38, 4)) as {{ column }},
        {%- endfor %}
        cast(sum(coalesce(changes_by_month.points_gained, 0)) over (order by months.month) as decimal(38, 4))
            as points_balance,
        months.is_complete
    from months
    left join changes_by_month on months.month = changes_by_month.month
    left join sales on months.month = sales.month
)

select * from final
