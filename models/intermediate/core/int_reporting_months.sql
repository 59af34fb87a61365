with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

days as (
    {{ each_day('spine_start', 'as_of', 'bounds') }}
),

days_with_month as (
    select
        days.day,
        {{ month_of('days.day') }} as month
    from days
),

months as (
    select
        days_with_month.month,
        max(days_with_month.day) as month_end
    from days_with_month
    group by days_with_month.month
),

final as (
    select
        months.month,
        months.month_end,
        months.month_end = {{ add_days(add_months('months.month', 1), -1) }} as is_complete
    from months
)

select * from final
