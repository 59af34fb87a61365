{{ config(meta={'dagster': {'ref': {'name': 'order_items', 'package': 'retensi'}}}) }}
-- What is earned with products is what is earned with orders, to the last unit.
with lines_of_orders as (
    select
        order_id,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(net_revenue) as net_revenue,
        sum(margin) as margin
    from {{ ref('retensi', 'order_items') }}
    group by order_id
)

select
    coalesce(orders.order_id, lines_of_orders.order_id) as order_id,
    orders.net_revenue,
    lines_of_orders.net_revenue as net_revenue_of_lines
from {{ ref('retensi', 'orders') }} as orders
full outer join lines_of_orders on orders.order_id = lines_of_orders.order_id
where
    orders.order_id is null
    or lines_of_orders.order_id is null
    or orders.gross_amount <> lines_of_orders.gross_amount
    or orders.discount_amount <> lines_of_orders.discount_amount
    or orders.net_revenue <> lines_of_orders.net_revenue
    or orders.margin <> lines_of_orders.margin
