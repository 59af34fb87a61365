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

-- Each customer once without a split, and once for each attribute that cohorts are split by.
customers as (
    {% for period_type in ['month', 'week'] %}
    select
        '{{ period_type }}' as period_type,
        'all' as attribute,
        'all' as attribute_value,
        customer_id,
        {{ period_of(period_type, 'first_order_date') }} as cohort_start,
        {{ period_of(period_type, 'last_order_date') }} as last_period_start
    from {{ ref('retensi', 'int_customer_orders_summed') }}
    where first_order_date is not null
    union all
    {% endfor %}
    select
        'month' as period_type,
        members.attribute,
        members.attribute_value,
        members.customer_id,
        members.cohort_month as cohort_start,
        {{ month_of('customer_orders.last_order_date') }} as last_period_start
    from {{ ref('retensi', 'int_cohort_members') }} as members
    inner join {{ ref('retensi', 'int_customer_orders_summed') }} as customer_orders
        on members.customer_id = customer_orders.customer_id
),

-- A credit note dated before the cohort's own period belongs to no cohort.
activity as (
    select
        customers.period_type,
        customers.attribute,
        customers.attribute_value,
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
        customers.attribute,
        customers.attribute_value,
        customers.cohort_start,
        orders_by_period.period_start
),

-- Every period from the cohort's own to the running one: a cell that was reached and stayed empty is a zero.
cells as (
    select
        cohorts.period_type,
        cohorts.attribute,
        cohorts.attribute_value,
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
            and cohorts.attribute = activity.attribute
            and cohorts.attribute_value = activity.attribute_value
            and cohorts.cohort_start = activity.cohort_start
            and periods.period_start = activity.period_start
    where cohorts.cohort_start = cohorts.period_start
    window
        up_to_here as (
            partition by cohorts.period_type, cohorts.attribute, cohorts.attribute_value, cohorts.cohort_start
            order by periods.period_start
            rows between unbounded preceding and current row
        ),
        from_here_on as (
            partition by cohorts.period_type, cohorts.attribute, cohorts.attribute_value, cohorts.cohort_start
            order by periods.period_start
            rows between current row and unbounded following
        )
),

final as (
    select
        period_type,
        attribute,
        attribute_value,
        cohort_start,
        cast(period_number as bigint) as period_number,
        cast(cohort_size as bigint) as cohort_size,
        cast(coalesce(retained_customers, 0) as bigint) as retained_customers,
        {{ safe_divide('coalesce(retained_customers, 0)', 'cohort_size') }} as retention_rate,
        cast(coalesce(retained_on_or_after, 0) as bigint) as retained_on_or_after,
        {{ safe_divide('coalesce(retained_on_or_after, 0)', 'cohort_size') }} as retention_rate_on_or_after,
        cast(coalesce(orders, 0) as bigint) as orders,
        cast(coalesce(net_revenue, 0) as decimal(38, 4)) as net_revenue,
        cast(cumulative_net_revenue as decimal(38, 4)) as cumulative_net_revenue,
        {{ safe_divide('cumulative_net_revenue', 'cohort_size') }} as cumulative_revenue_per_customer,
        cast(coalesce(margin, 0) as decimal(38, 4)) as margin,
        cast(cumulative_margin as decimal(38, 4)) as cumulative_margin,
        {{ safe_divide('cumulative_margin', 'cohort_size') }} as cumulative_margin_per_customer,
        is_complete
    from cells
)

select * from final
