{{ config(meta={'dagster': {'ref': {'name': 'customers', 'package': 'retensi'}}}) }}
-- Who is active today, by the lifecycle itself, has a risk, and nobody else has; without a fit nobody has one.
with customers as (
    select
        *,
        lifecycle_stage in ('new', 'repeat', 'at_risk') as is_active
    from {{ ref('retensi', 'customers') }}
),

fits as (
    select max(case when coefficient is not null then 1 else 0 end) = 1 as has_fit
    from {{ ref('retensi', 'int_churn_fits') }}
    where fit = 'current'
)

select customers.customer_id
from customers
cross join fits
where
    (customers.churn_risk is not null) <> (customers.is_active and fits.has_fit)
    or customers.churn_risk not between 0 and 1
    or (customers.churn_reasons is null) <> (customers.churn_reason_names is null)
    or (customers.churn_reasons is null) <> (customers.churn_reason_names_id is null)
