-- Everybody who ever bought is in exactly one month cohort, the one of the first purchase, and came in its period 0.
with cohorts as (
    select
        cohort_month,
        cohort_size,
        retained_customers
    from {{ ref('retensi', 'cohort_retention_by_month') }}
    where period_number = 0
),

first_purchases as (
    select
        {{ period_of('month', 'order_date') }} as cohort_month,
        count(*) as customers
    from {{ ref('retensi', 'orders') }}
    where is_first_order
    group by {{ period_of('month', 'order_date') }}
)

select
    coalesce(cohorts.cohort_month, first_purchases.cohort_month) as cohort_month,
    cohorts.cohort_size,
    cohorts.retained_customers,
    first_purchases.customers as first_time_customers
from cohorts
full outer join first_purchases
    on cohorts.cohort_month = first_purchases.cohort_month
where
    cohorts.cohort_month is null
    or first_purchases.cohort_month is null
    or cohorts.cohort_size <> first_purchases.customers
    or cohorts.retained_customers <> first_purchases.customers
