with customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
    where first_order_date is not null
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

orders_by_period as (
    select * from {{ ref('retensi', 'int_customer_orders_by_period') }}
),

cohort_customers as (
    {% for period_type in ['month', 'week'] %}
    select
        '{{ period_type }}' as period_type,
        customer_orders.customer_id,
        customers.acquisition_channel,
        {{ period_of(period_type, 'customer_orders.first_order_date') }} as cohort_start,
        {{ period_of(period_type, 'customer_orders.last_order_date') }} as last_period_start
    from customer_orders
    inner join customers
        on customer_orders.customer_id = customers.customer_id
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- A credit note dated before the cohort's own period belongs to no cohort.
customer_periods as (
    select
        cohort_customers.period_type,
        cohort_customers.acquisition_channel,
        cohort_customers.cohort_start,
        cohort_customers.last_period_start,
        orders_by_period.period_start,
        orders_by_period.purchases,
        orders_by_period.net_revenue
    from cohort_customers
    inner join orders_by_period
        on
            cohort_customers.customer_id = orders_by_period.customer_id
            and cohort_customers.period_type = orders_by_period.period_type
            and cohort_customers.cohort_start <= orders_by_period.period_start
),

grouped as (
    select
        period_type,
        cohort_start,
        period_start,
        acquisition_channel,
        grouping(acquisition_channel) as is_total,
        count(*) filter (where period_start = cohort_start) as new_customers,
        count(*) filter (where purchases > 0) as retained_customers,
        count(*) filter (where period_start = last_period_start) as last_seen_customers,
        sum(purchases) as orders,
        sum(net_revenue) as net_revenue
    from customer_periods
    group by grouping sets (
        (period_type, cohort_start, period_start),
        (period_type, cohort_start, period_start, acquisition_channel)
    )
),

final as (
    select
        period_type,
        case when is_total = 1 then 'total' else 'acquisition_channel' end as breakdown,
        case when is_total = 1 then 'all' else acquisition_channel end as acquisition_channel,
        cohort_start,
        period_start,
        cast(new_customers as bigint) as new_customers,
        cast(retained_customers as bigint) as retained_customers,
        cast(last_seen_customers as bigint) as last_seen_customers,
        cast(orders as bigint) as orders,
        cast(net_revenue as decimal(38, 4)) as net_revenue
    from grouped
)

select * from final
