with bounds as (
    select
        as_of,
        {{ period_of('week', 'spine_start') }} as first_week,
        {{ period_of('week', 'as_of') }} as last_week
    from {{ ref('retensi', 'int_as_of') }}
),

reporting_months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

days as (
    {{ each_day('first_week', 'last_week', 'bounds') }}
),

periods as (
    select
        'month' as period_type,
        month as period_start,
        {{ add_days(add_months('month', 1), -1) }} as period_end
    from reporting_months
    union all
    select
        'week' as period_type,
        day as period_start,
        {{ add_days('day', 6) }} as period_end
    from days
    where day = {{ period_of('week', 'day') }}
),

final as (
    select
        periods.period_type,
        periods.period_start,
        periods.period_end,
        cast(
            row_number() over (partition by periods.period_type order by periods.period_start) as bigint
        ) as period_index,
        periods.period_end <= bounds.as_of as is_complete
    from periods
    cross join bounds
)

select * from final
