-- The command reads the covariates, so they are built before this model; it fits customer value as well, so what follows
-- from one fit follows from both.
-- depends_on: {{ ref('retensi', 'int_churn_covariates') }}
{%- set written = load_relation(fits_relation('churn')) if execute else none %}

with fits as (
    select * from {{ ref('retensi', 'int_clv_fits') }}
),

{% if written is not none -%}
written as (
    select * from {{ written }}
),
{%- else -%}
written as (
    {{ fits_query('churn', []) }}
),
{%- endif %}

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
    -- The command writes both at once, and a fit that knows more than the marts has no customers there.
    left join written
        on
            fits.fit = written.fit
            and fits.customers_fitted > 0
)

select * from final
