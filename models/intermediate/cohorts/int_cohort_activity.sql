with cohort_customers as (
    select * from {{ ref('retensi', 'int_cohort_customers') }}
),

orders_by_period as (
    select * from {{ ref('retensi', 'int_customer_orders_by_period') }}
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

by_channel as (
    select
        period_type,
        acquisition_channel,
        cohort_start,
        period_start,
        count(*) filter (where period_start = cohort_start) as new_customers,
        count(*) filter (where purchases > 0) as retained_customers,
        count(*) filter (where period_start = last_period_start) as last_seen_customers,
        sum(purchases) as orders,
        sum(net_revenue) as net_revenue
    from customer_periods
    group by
        period_type,
        acquisition_channel,
        cohort_start,
        period_start
),

by_breakdown as (
    select
        *,
        'acquisition_channel' as breakdown,
        acquisition_channel as breakdown_value
    from by_channel
    union all
    select
        *,
        'total' as breakdown,
        'all' as breakdown_value
    from by_channel
),

final as (
    select
        period_type,
        breakdown,
        breakdown_value as acquisition_channel,
        cohort_start,
        period_start,
        cast(sum(new_customers) as bigint) as new_customers,
        cast(sum(retained_customers) as bigint) as retained_customers,
        cast(sum(last_seen_customers) as bigint) as last_seen_customers,
        cast(sum(orders) as bigint) as orders,
        cast(sum(net_revenue) as decimal(38, 4)) as net_revenue
    from by_breakdown
    group by
        period_type,
        breakdown,
        breakdown_value,
        cohort_start,
        period_start
)

select * from final
