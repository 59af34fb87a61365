with activity as (
    select * from {{ ref('retensi', 'int_cohort_activity') }}
),

periods as (
    select * from {{ ref('retensi', 'int_cohort_periods') }}
),

cohorts as (
    select
        activity.period_type,
        activity.breakdown,
        activity.acquisition_channel,
        activity.cohort_start,
        activity.new_customers as cohort_size,
        periods.period_index as cohort_index
    from activity
    inner join periods
        on
            activity.period_type = periods.period_type
            and activity.cohort_start = periods.period_start
    where activity.period_start = activity.cohort_start
),

-- Every period from the cohort's own to the running one: a cell that was reached and stayed empty is a zero.
dense as (
    select
        cohorts.period_type,
        cohorts.breakdown,
        cohorts.acquisition_channel,
        cohorts.cohort_start,
        cohorts.cohort_size,
        periods.period_index - cohorts.cohort_index as period_number,
        periods.is_complete,
        coalesce(activity.retained_customers, 0) as retained_customers,
        coalesce(activity.last_seen_customers, 0) as last_seen_customers,
        coalesce(activity.orders, 0) as orders,
        coalesce(activity.net_revenue, 0) as net_revenue
    from cohorts
    inner join periods
        on
            cohorts.period_type = periods.period_type
            and cohorts.cohort_start <= periods.period_start
    left join activity
        on
            cohorts.period_type = activity.period_type
            and cohorts.breakdown = activity.breakdown
            and cohorts.acquisition_channel = activity.acquisition_channel
            and cohorts.cohort_start = activity.cohort_start
            and periods.period_start = activity.period_start
),

accumulated as (
    select
        *,
        cast(sum(net_revenue) over up_to_here as decimal(38, 4)) as cumulative_net_revenue,
        -- Who was last seen in this period or a later one came in this period or a later one.
        cast(sum(last_seen_customers) over from_here_on as bigint) as retained_on_or_after
    from dense
    window
        up_to_here as (
            partition by period_type, breakdown, acquisition_channel, cohort_start
            order by period_number
            rows between unbounded preceding and current row
        ),
        from_here_on as (
            partition by period_type, breakdown, acquisition_channel, cohort_start
            order by period_number
            rows between current row and unbounded following
        )
),

final as (
    select
        period_type,
        breakdown,
        acquisition_channel,
        cohort_start,
        cast(period_number as bigint) as period_number,
        cohort_size,
        cast(retained_customers as bigint) as retained_customers,
        {{ safe_divide('retained_customers', 'cohort_size') }} as retention_rate,
        retained_on_or_after,
        {{ safe_divide('retained_on_or_after', 'cohort_size') }} as retention_rate_on_or_after,
        cast(orders as bigint) as orders,
        cast(net_revenue as decimal(38, 4)) as net_revenue,
        cumulative_net_revenue,
        {{ safe_divide('cumulative_net_revenue', 'cohort_size') }} as cumulative_revenue_per_customer,
        is_complete
    from accumulated
)

select * from final
