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

revenues as (
    select
        net_revenue,
        count(*) as customers,
        sum(net_revenue) as net_revenue_of_all
    from customer_orders
    group by net_revenue
),

-- Of customers with equal revenue so many are taken as a point still needs.
accumulated as (
    {{ retensi.sums_before(
        'revenues', 'net_revenue', {'customers_before': 'customers', 'net_revenue_before': 'net_revenue_of_all'}
    ) }}
),

reached as (
    select
        points.customer_percent,
        accumulated.net_revenue_before
        + cast(points.customers - accumulated.customers_before as bigint) * accumulated.net_revenue as net_revenue
    from points
    inner join accumulated
        on
            points.customers > accumulated.customers_before
            and points.customers <= accumulated.customers_before + accumulated.customers
),

final as (
    select
        points.customer_percent,
        cast(points.customers as bigint) as customers,
        cast(coalesce(reached.net_revenue, 0) as decimal(38, 4)) as net_revenue,
        {{ safe_divide('coalesce(reached.net_revenue, 0)', 'points.all_net_revenue') }} as net_revenue_share
    from points
    left join reached
        on points.customer_percent = reached.customer_percent
)

select * from final
