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
by_channel as (
    select
        cohort_customers.period_type,
        cohort_customers.acquisition_channel,
        cohort_customers.cohort_start,
        orders_by_period.period_start,
        count(*) filter (where orders_by_period.period_start = cohort_customers.cohort_start) as new_customers,
        count(*) filter (where orders_by_period.purchases > 0) as retained_customers,
        count(*) filter (where orders_by_period.period_start = cohort_customers.last_period_start)
            as last_seen_customers,
        sum(orders_by_period.purchases) as orders,
        sum(orders_by_period.net_revenue) as net_revenue
    from cohort_customers
    inner join orders_by_period
        on
            cohort_customers.customer_id = orders_by_period.customer_id
            and cohort_customers.period_type = orders_by_period.period_type
            and cohort_customers.cohort_start <= orders_by_period.period_start
    group by
        cohort_customers.period_type,
        cohort_customers.acquisition_channel,
        cohort_customers.cohort_start,
        orders_by_period.period_start
),

final as (
    select
        period_type,
        case when grouping(acquisition_channel) = 1 then 'total' else 'acquisition_channel' end as breakdown,
        case when grouping(acquisition_channel) = 1 then 'all' else acquisition_channel end as acquisition_channel,
        cohort_start,
        period_start,
        cast(sum(new_customers) as bigint) as new_customers,
        cast(sum(retained_customers) as bigint) as retained_customers,
        cast(sum(last_seen_customers) as bigint) as last_seen_customers,
        cast(sum(orders) as bigint) as orders,
        cast(sum(net_revenue) as decimal(38, 4)) as net_revenue
    from by_channel
    group by
        period_type,
        cohort_start,
        period_start,
        rollup(acquisition_channel)
)

select * from final
