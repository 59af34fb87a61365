-- Everybody who ever bought is in exactly one week cohort, the one of the first purchase, and came in its period 0.
with cohorts as (
    select
        cohort_week,
        cohort_size,
        retained_customers
    from {{ ref('retensi', 'cohort_retention_by_week') }}
    where period_number = 0
),

first_purchases as (
    select
        {{ period_of('week', 'order_date') }} as cohort_week,
        count(*) as customers
    from {{ ref('retensi', 'orders') }}
    where is_first_order
    group by {{ period_of('week', 'order_date') }}
)

select
    coalesce(cohorts.cohort_week, first_purchases.cohort_week) as cohort_week,
    cohorts.cohort_size,
    cohorts.retained_customers,
    first_purchases.customers as first_time_customers
from cohorts
full outer join first_purchases
    on cohorts.cohort_week = first_purchases.cohort_week
where
    cohorts.cohort_week is null
    or first_purchases.cohort_week is null
    or cohorts.cohort_size <> first_purchases.customers
    or cohorts.retained_customers <> first_purchases.customers
