with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

final as (
    select
        'current' as fit,
        as_of as fit_day,
        cast({{ var('clv_fit_customers') }} as bigint) as customers_at_most
    from bounds
    union all
    select
        'holdout' as fit,
        {{ add_days('as_of', -(var('clv_holdout_days') | int)) }} as fit_day,
        cast({{ var('clv_fit_customers') }} as bigint) as customers_at_most
    from bounds
    union all
    select
        'year_ago' as fit,
        {{ add_days(add_months(month_of(add_days('as_of', 1)), -12), -1) }} as fit_day,
        cast({{ var('clv_fit_customers') }} as bigint) as customers_at_most
    from bounds
)

select * from final
