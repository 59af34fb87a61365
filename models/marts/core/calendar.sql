with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
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

final as (
    select
        days_with_month.day,
        cast(date_trunc('week', days_with_month.day) as date) as week,
        days_with_month.month,
        cast(date_trunc('quarter', days_with_month.day) as date) as quarter,
        cast(extract(year from days_with_month.day) as integer) as year,
        months.is_complete as is_complete_month
    from days_with_month
    inner join months
        on days_with_month.month = months.month
)

select * from final
