with members as (
    select * from {{ ref('retensi', 'int_loyalty_members') }}
    where is_member
),

-- What was bought in the second of joining was bought by a member.
orders_marked as (
    select
        orders.*,
        orders.treatment = 'purchase' as is_purchase,
        coalesce(members.joined_at <= orders.ordered_at, false) as is_by_member
    from {{ ref('retensi', 'int_orders_sequenced') }} as orders
    left join members on orders.customer_id = members.customer_id
),

sales as (
    select
        {{ month_of('order_date') }} as month,
        count(*) filter (where is_purchase) as purchases,
        count(*) filter (where is_purchase and is_by_member) as member_purchases,
        count(distinct case when is_purchase then customer_id end) as buyers,
        count(distinct case when is_purchase and is_by_member then customer_id end) as member_buyers,
        sum(net_revenue) as net_revenue,
        sum(net_revenue) filter (where is_by_member) as member_net_revenue
    from orders_marked
    group by {{ month_of('order_date') }}
),

changes as (
    select
        joined_on as happens_on,
        1 as members,
        0 as points_earned,
        0 as points_redeemed,
        0 as points_expired
    from members
    union all
    select
        happens_on,
        0 as members,
        points_earned,
        points_redeemed,
        points_expired
    from {{ ref('retensi', 'int_points_ledger') }}
),

-- Who joined, and what happened to points, before the first month is carried into it.
changes_by_month as (
    select
        greatest({{ month_of('changes.happens_on') }}, bounds.spine_start) as month,
        sum(changes.members) as members_gained,
        sum(changes.points_earned - changes.points_redeemed - changes.points_expired) as points_gained,
        {%- for column in ['points_earned', 'points_redeemed', 'points_expired'] %}
        sum(changes.{{ column }}) filter (where changes.happens_on >= bounds.spine_start) as {{ column }},
        {%- endfor %}
        sum(changes.members) filter (where changes.happens_on >= bounds.spine_start) as joined_members
    from changes
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    group by greatest({{ month_of('changes.happens_on') }}, bounds.spine_start)
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
    from {{ ref('retensi', 'int_reporting_months') }} as months
    left join changes_by_month on months.month = changes_by_month.month
    left join sales on months.month = sales.month
)

select * from final
