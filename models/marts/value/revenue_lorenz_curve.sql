with customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
    where order_count > 0
),

digits as (
    {{ retensi.each_value(range(10), 'digit') }}
),

percents as (
    select cast(tens.digit as bigint) * 10 + cast(ones.digit as bigint) as customer_percent
    from digits as tens
    cross join digits as ones
    union all
    select cast(100 as bigint) as customer_percent
),

totals as (
    select
        count(*) as all_customers,
        sum(net_revenue) as all_net_revenue
    from customer_orders
),

-- Rounded down to whole customers.
points as (
    select
        percents.customer_percent,
        totals.all_net_revenue,
        (
            percents.customer_percent * totals.all_customers
            - mod(percents.customer_percent * totals.all_customers, 100)
        ) / 100 as customers
    from percents
    cross join totals
),

-- Which of two equal customers comes first does not change a sum.
accumulated as (
    select
        row_number() over (order by net_revenue) as customers,
        sum(net_revenue) over (order by net_revenue rows between unbounded preceding and current row) as net_revenue
    from customer_orders
),

final as (
    select
        points.customer_percent,
        cast(points.customers as bigint) as customers,
        cast(coalesce(accumulated.net_revenue, 0) as decimal(38, 4)) as net_revenue,
        {{ safe_divide('coalesce(accumulated.net_revenue, 0)', 'points.all_net_revenue') }} as net_revenue_share
    from points
    left join accumulated
        on points.customers = accumulated.customers
)

select * from final
