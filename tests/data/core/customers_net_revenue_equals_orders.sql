-- What customers have brought is what their orders say: a customer lost between the two would be missing from every
-- list made for the retention team.
with customers as (
    select
        customer_id,
        order_count,
        net_revenue,
        margin,
        gross_amount - discount_amount as sold_amount
    from {{ ref('retensi', 'customers') }}
    where
        order_count > 0
        or net_revenue <> 0
        or margin <> 0
),

orders as (
    select
        customer_id,
        count(*) filter (where treatment = 'purchase') as order_count,
        sum(net_revenue) as net_revenue,
        sum(margin) as margin,
        sum(gross_amount - discount_amount) filter (where treatment = 'purchase') as sold_amount
    from {{ ref('retensi', 'orders') }}
    where customer_id is not null
    group by customer_id
),

orders_that_count as (
    select * from orders
    where
        order_count > 0
        or net_revenue <> 0
        or margin <> 0
)

select
    coalesce(customers.customer_id, orders_that_count.customer_id) as customer_id,
    customers.order_count as customers_order_count,
    orders_that_count.order_count as orders_order_count,
    customers.net_revenue as customers_net_revenue,
    orders_that_count.net_revenue as orders_net_revenue
from customers
full outer join orders_that_count
    on customers.customer_id = orders_that_count.customer_id
where
    customers.customer_id is null
    or orders_that_count.customer_id is null
    or customers.order_count <> orders_that_count.order_count
    or customers.net_revenue <> orders_that_count.net_revenue
    or customers.margin <> orders_that_count.margin
    or customers.sold_amount <> coalesce(orders_that_count.sold_amount, 0)
