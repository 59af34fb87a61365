-- The command reads the covariates, so they are built before this model; it fits customer value as well, so what
-- follows from one fit follows from both.
-- depends_on: {{ ref('retensi', 'int_churn_covariates') }}

with fits as (
    select * from {{ ref('retensi', 'int_clv_fits') }}
),

written as (
    {{ fits_written('churn') }}
),

final as (
    select
        fits.fit,
        coalesce(written.term, 'intercept') as term,
        written.mean,
        written.scale,
        written.coefficient,
        coalesce(written.customers_fitted, 0) as customers_fitted,
        case
            when written.term is null
                then 'No fit on this target yet for data up to this day: run `retensi fit-clv --target {{ target.name }}`.'
            else written.note
        end as note
    from fits
    -- The command writes both at once: where that of customer value is missing or knows too much, so does this one.
    left join written
        on
            fits.fit = written.fit
            and coalesce(fits.note, '') not like 'No fit on this target yet%'
)

select * from final
