-- One step after the other, from customers to cells: as models of their own each would have one reader.
with bounds as (
    select
        as_of,
        {{ period_of('week', 'spine_start') }} as first_week
    from {{ ref('retensi', 'int_as_of') }}
),

days as (
    {{ each_day('first_week', 'as_of', 'bounds') }}
),

periods as (
    select
        'month' as period_type,
        month as period_start,
        is_complete
    from {{ ref('retensi', 'int_reporting_months') }}
    union all
    select
        'week' as period_type,
        days.day as period_start,
        {{ add_days('days.day', 6) }} <= bounds.as_of as is_complete
    from days
    cross join bounds
    where days.day = {{ period_of('week', 'days.day') }}
),

customers as (
    {% for period_type in ['month', 'week'] %}
    select
        '{{ period_type }}' as period_type,
        customer_orders.customer_id,
        customers_known.acquisition_channel,
        {{ period_of(period_type, 'customer_orders.first_order_date') }} as cohort_start,
        {{ period_of(period_type, 'customer_orders.last_order_date') }} as last_period_start
    from {{ ref('retensi', 'int_customer_orders_summed') }} as customer_orders
    inner join {{ ref('retensi', 'int_customers_known') }} as customers_known
        on customer_orders.customer_id = customers_known.customer_id
    where customer_orders.first_order_date is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- A credit note dated before the cohort's own period belongs to no cohort.
activity as (
    select
        customers.period_type,
        customers.acquisition_channel,
        customers.cohort_start,
        orders_by_period.period_start,
        count(*) filter (where orders_by_period.purchases > 0) as retained_customers,
        count(*) filter (where orders_by_period.period_start = customers.last_period_start) as last_seen_customers,
        sum(orders_by_period.purchases) as orders,
        sum(orders_by_period.net_revenue) as net_revenue,
        sum(orders_by_period.margin) as margin
    from customers
    inner join {{ ref('retensi', 'int_customer_orders_by_period') }} as orders_by_period
        on
            customers.customer_id = orders_by_period.customer_id
            and customers.period_type = orders_by_period.period_type
            and customers.cohort_start <= orders_by_period.period_start
    group by
        customers.period_type,
        customers.acquisition_channel,
        customers.cohort_start,
        orders_by_period.period_start
),

-- Every period from the cohort's own to the running one: a cell that was reached and stayed empty is a zero.
cells as (
    select
        cohorts.period_type,
        cohorts.acquisition_channel,
        cohorts.cohort_start,
        row_number() over up_to_here - 1 as period_number,
        cohorts.retained_customers as cohort_size,
        periods.is_complete,
        activity.retained_customers,
        activity.orders,
        activity.net_revenue,
        activity.margin,
        sum(activity.net_revenue) over up_to_here as cumulative_net_revenue,
        sum(activity.margin) over up_to_here as cumulative_margin,
        -- Who was last seen in this period or a later one came in this period or a later one.
        sum(activity.last_seen_customers) over from_here_on as retained_on_or_after
    from activity as cohorts
    inner join periods
        on
            cohorts.period_type = periods.period_type
            and cohorts.cohort_start <= periods.period_start
    left join activity
        on
            cohorts.period_type = activity.period_type
            and cohorts.acquisition_channel = activity.acquisition_channel
            and cohorts.cohort_start = activity.cohort_start
            and periods.period_start = activity.period_start
    where cohorts.cohort_start = cohorts.period_start
    window
        up_to_here as (
            partition by cohorts.period_type, cohorts.acquisition_channel, cohorts.cohort_start
            order by periods.period_start
            rows between unbounded preceding and current row
        ),
        from_here_on as (
            partition by cohorts.period_type, cohorts.acquisition_channel, cohorts.cohort_start
            order by periods.period_start
            rows between current row and unbounded following
        )
),

summed as (
    select
        period_type,
        case when grouping(acquisition_channel) = 1 then 'total' else 'acquisition_channel' end as breakdown,
        case when grouping(acquisition_channel) = 1 then 'all' else acquisition_channel end as acquisition_channel,
        cohort_start,
        cast(period_number as bigint) as period_number,
        cast(sum(cohort_size) as bigint) as cohort_size,
        cast(coalesce(sum(retained_customers), 0) as bigint) as retained_customers,
        cast(coalesce(sum(retained_on_or_after), 0) as bigint) as retained_on_or_after,
        cast(coalesce(sum(orders), 0) as bigint) as orders,
        cast(coalesce(sum(net_revenue), 0) as decimal(38, 4)) as net_revenue,
        cast(sum(cumulative_net_revenue) as decimal(38, 4)) as cumulative_net_revenue,
        cast(coalesce(sum(margin), 0) as decimal(38, 4)) as margin,
        cast(sum(cumulative_margin) as decimal(38, 4)) as cumulative_margin,
        is_complete
    from cells
    group by
        period_type,
        cohort_start,
        period_number,
        is_complete,
        rollup(acquisition_channel)
),

final as (
    select
        *,
        {{ safe_divide('retained_customers', 'cohort_size') }} as retention_rate,
        {{ safe_divide('retained_on_or_after', 'cohort_size') }} as retention_rate_on_or_after,
        {{ safe_divide('cumulative_net_revenue', 'cohort_size') }} as cumulative_revenue_per_customer,
        {{ safe_divide('cumulative_margin', 'cohort_size') }} as cumulative_margin_per_customer
    from summed
)

select * from final
