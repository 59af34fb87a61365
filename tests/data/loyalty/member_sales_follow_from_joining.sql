-- Who was a member at the time of a sale is looked up again in the marts, order by order.
with sales as (
    select
        {{ retensi.month_of('orders.order_date') }} as month,
        sum(case when orders.treatment = 'purchase' then 1 else 0 end) as purchases,
        sum(orders.net_revenue) as net_revenue
    from {{ ref('retensi', 'orders') }} as orders
    inner join {{ ref('retensi', 'loyalty_members') }} as members
        on
            orders.customer_id = members.customer_id
            and orders.ordered_at >= members.joined_at
    group by {{ retensi.month_of('orders.order_date') }}
)

select
    coalesce(loyalty.month, sales.month) as month,
    loyalty.member_purchases,
    sales.purchases,
    loyalty.member_net_revenue,
    sales.net_revenue
from {{ ref('retensi', 'loyalty_by_month') }} as loyalty
full outer join sales on loyalty.month = sales.month
where
    loyalty.month is null
    or loyalty.member_purchases <> coalesce(sales.purchases, 0)
    or loyalty.member_net_revenue <> coalesce(sales.net_revenue, 0)
