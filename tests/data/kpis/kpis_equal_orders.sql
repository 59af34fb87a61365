-- Purchases, buyers and first purchases of a month, counted again from the list of orders.
with kpis as (
    select * from {{ ref('retensi', 'kpis_by_month') }}
    where
        purchases > 0
        or net_revenue <> 0
),

orders_by_month as (
    select
        {{ month_of('order_date') }} as month,
        count(*) filter (where treatment = 'purchase') as purchases,
        count(*) filter (where treatment = 'purchase' and customer_id is null) as anonymous_purchases,
        count(distinct case when treatment = 'purchase' then customer_id end) as buyers,
        count(distinct case when treatment = 'purchase' and discount_amount = 0 then customer_id end)
            as buyers_at_full_price,
        count(*) filter (where is_first_order) as first_time_buyers,
        count(*) filter (where order_number >= 2) as repeat_purchases,
        sum(net_revenue) as net_revenue,
        sum(margin) as margin
    from {{ ref('retensi', 'orders') }}
    group by {{ month_of('order_date') }}
),

orders_that_count as (
    select * from orders_by_month
    where
        purchases > 0
        or net_revenue <> 0
)

select coalesce(kpis.month, orders_that_count.month) as month
from kpis
full outer join orders_that_count
    on kpis.month = orders_that_count.month
where
    kpis.month is null
    or orders_that_count.month is null
    or kpis.purchases <> orders_that_count.purchases
    or kpis.anonymous_purchases <> orders_that_count.anonymous_purchases
    or kpis.buyers <> orders_that_count.buyers
    or kpis.buyers - kpis.discount_only_buyers <> orders_that_count.buyers_at_full_price
    or kpis.first_time_buyers <> orders_that_count.first_time_buyers
    or kpis.repeat_purchases <> orders_that_count.repeat_purchases
    or kpis.net_revenue <> orders_that_count.net_revenue
    or kpis.margin <> orders_that_count.margin
