with orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
),

members as (
    select * from {{ ref('retensi', 'int_loyalty_members') }}
    where is_member
),

-- What was bought in the second of joining was bought by a member.
marked as (
    select
        orders.*,
        {{ month_of('orders.order_date') }} as month,
        orders.treatment = 'purchase' as is_purchase,
        coalesce(members.joined_at <= orders.ordered_at, false) as is_by_member
    from orders
    left join members on orders.customer_id = members.customer_id
),

final as (
    select
        month,
        cast(count(*) filter (where is_purchase) as bigint) as purchases,
        cast(count(*) filter (where is_purchase and is_by_member) as bigint) as member_purchases,
        cast(count(distinct case when is_purchase then customer_id end) as bigint) as buyers,
        cast(count(distinct case when is_purchase and is_by_member then customer_id end) as bigint) as member_buyers,
        cast(sum(net_revenue) as decimal(38, 4)) as net_revenue,
        cast(sum(case when is_by_member then net_revenue else 0 end) as decimal(38, 4)) as member_net_revenue
    from marked
    group by month
)

select * from final
