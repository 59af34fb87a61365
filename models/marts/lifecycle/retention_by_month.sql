with transitions as (
    select * from {{ ref('retensi', 'lifecycle_transitions_by_month') }}
),

months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

-- One row, also where nobody has bought.
warmed_up as (
    select min(warmed_up_on) as warmed_up_on
    from {{ ref('retensi', 'int_channels_warmed_up') }}
    where breakdown = 'total'
),

-- A buyer has purchased before the month; an active one is not inactive.
transitions_by_activity as (
    select
        month,
        is_complete,
        customer_count,
        from_stage not in ('none', 'lead') as was_buyer,
        from_stage in ('new', 'repeat', 'at_risk') as was_active,
        to_stage in ('new', 'repeat', 'at_risk') as is_active
    from transitions
),

counts as (
    select
        month,
        is_complete,
        sum(case when was_active then customer_count else 0 end) as opening_customers,
        sum(case when was_active and is_active then customer_count else 0 end) as retained_customers,
        sum(case when was_active and not is_active then customer_count else 0 end) as lapsed_customers,
        sum(case when not was_buyer and is_active then customer_count else 0 end) as new_customers,
        sum(
            case when was_buyer and not was_active and is_active then customer_count else 0 end
        ) as reactivated_customers,
        sum(case when is_active then customer_count else 0 end) as closing_customers
    from transitions_by_activity
    group by
        month,
        is_complete
),

final as (
    select
        counts.month,
        cast(counts.opening_customers as bigint) as opening_customers,
        cast(counts.retained_customers as bigint) as retained_customers,
        cast(counts.lapsed_customers as bigint) as lapsed_customers,
        cast(counts.new_customers as bigint) as new_customers,
        cast(counts.reactivated_customers as bigint) as reactivated_customers,
        cast(counts.closing_customers as bigint) as closing_customers,
        {{ safe_divide('counts.retained_customers', 'counts.opening_customers') }} as retention_rate,
        {{ safe_divide('counts.lapsed_customers', 'counts.opening_customers') }} as churn_rate,
        coalesce(months.month_end < warmed_up.warmed_up_on, true) as is_warming_up,
        counts.is_complete
    from counts
    inner join months
        on counts.month = months.month
    cross join warmed_up
)

select * from final
