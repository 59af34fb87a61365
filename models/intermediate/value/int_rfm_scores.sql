with customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
    where order_count > 0
),

bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

segment_names as (
    select * from {{ ref('rfm_segment_names') }}
),

-- Ranked are the values, not the customers: how many customers have a smaller one.
customers_by_day as (
    select
        last_order_date,
        sum(count(*)) over (order by last_order_date) - count(*) as less_recent
    from customer_orders
    group by last_order_date
),

customers_by_count as (
    select
        order_count,
        sum(count(*)) over (order by order_count) - count(*) as less_frequent
    from customer_orders
    group by order_count
),

revenues as (
    select
        net_revenue,
        count(*) as customers
    from customer_orders
    group by net_revenue
),

customers_by_revenue as (
    {{ retensi.sums_before('revenues', 'net_revenue', {'less_valuable': 'customers'}) }}
),

totals as (
    select count(*) as customers_ranked
    from customer_orders
),

ranked as (
    select
        customer_orders.customer_id,
        customer_orders.last_order_date,
        customer_orders.net_revenue,
        customers_by_day.less_recent,
        customers_by_count.less_frequent,
        customers_by_revenue.less_valuable,
        totals.customers_ranked
    from customer_orders
    cross join totals
    inner join customers_by_day on customer_orders.last_order_date = customers_by_day.last_order_date
    inner join customers_by_count on customer_orders.order_count = customers_by_count.order_count
    inner join customers_by_revenue on customer_orders.net_revenue = customers_by_revenue.net_revenue
),

scored as (
    select
        customer_id,
        last_order_date,
        net_revenue,
        {{ score_of_five('less_recent', 'customers_ranked') }} as rfm_recency,
        {{ score_of_five('less_frequent', 'customers_ranked') }} as rfm_frequency,
        {{ score_of_five('less_valuable', 'customers_ranked') }} as rfm_monetary
    from ranked
),

final as (
    select
        scored.customer_id,
        scored.net_revenue,
        scored.rfm_recency,
        scored.rfm_frequency,
        scored.rfm_monetary,
        segment_names.rfm_segment
    from scored
    cross join bounds
    inner join segment_names
        on
            {{ recency_of_segment('scored.rfm_recency', 'scored.last_order_date', 'bounds.as_of') }}
            = segment_names.rfm_recency
            and scored.rfm_frequency = segment_names.rfm_frequency
)

select * from final
