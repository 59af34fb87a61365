-- The command reads customers and months, so they are built before this model.
-- depends_on: {{ ref('retensi', 'int_clv_customers') }}
-- depends_on: {{ ref('retensi', 'int_revenue_months') }}
-- depends_on: {{ ref('retensi', 'int_clv_fits') }}
{%- set written = load_relation(fits_relation('revenue')) if execute else none %}

with fit_days as (
    select * from {{ ref('retensi', 'int_clv_fit_days') }}
),

{% if written is not none -%}
written as (
    select * from {{ written }}
),
{%- else -%}
written as (
    {{ fits_query('revenue', []) }}
),
{%- endif %}

-- A forecast that knows more than the marts would tell the future.
final as (
    select written.*
    from written
    inner join fit_days
        on
            written.fit = fit_days.fit
            and written.fitted_as_of <= fit_days.fit_day
)

select * from final
