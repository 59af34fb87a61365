with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

final as (
    select
        'current' as fit,
        as_of as fit_day,
        cast({{ var('clv_horizon_days') }} as bigint) as horizon_days
    from bounds
    union all
    select
        'holdout' as fit,
        {{ add_days('as_of', -(var('clv_holdout_days') | int)) }} as fit_day,
        cast({{ var('clv_holdout_days') }} as bigint) as horizon_days
    from bounds
)

select * from final
