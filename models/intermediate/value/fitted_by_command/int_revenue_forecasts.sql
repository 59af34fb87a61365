-- The command reads customers and months, so they are built before this model.
-- depends_on: {{ ref('retensi', 'int_clv_customers') }}
-- depends_on: {{ ref('retensi', 'int_revenue_months') }}
-- depends_on: {{ ref('retensi', 'int_clv_fits') }}

with fit_days as (
    select * from {{ ref('retensi', 'int_clv_fit_days') }}
),

written as (
    {{ fits_written('revenue') }}
),

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
