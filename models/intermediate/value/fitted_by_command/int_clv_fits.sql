-- The command reads the customers, so they are built before this model.
-- depends_on: {{ ref('retensi', 'int_clv_customers') }}

with fit_days as (
    select * from {{ ref('retensi', 'int_clv_fit_days') }}
),

written as (
    {{ fits_written('clv') }}
),

-- A fit that knows more than the marts would tell the future.
usable as (
    select written.*
    from written
    inner join fit_days
        on
            written.fit = fit_days.fit
            and written.fitted_as_of <= fit_days.fit_day
),

final as (
    select
        fit_days.fit,
        coalesce(usable.fitted_as_of, fit_days.fit_day) as fitted_as_of,
        usable.r,
        usable.alpha,
        usable.a,
        usable.b,
        usable.p,
        usable.q,
        usable.v,
        coalesce(usable.customers_fitted, 0) as customers_fitted,
        usable.log_likelihood,
        coalesce(usable.converged, false) as converged,
        case
            when usable.fit is null
                then 'No fit on this target yet for data up to this day: run `retensi fit-clv --target {{ target.name }}`.'
            else usable.note
        end as note
    from fit_days
    left join usable
        on fit_days.fit = usable.fit
)

select * from final
