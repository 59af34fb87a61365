-- The customers that a month won are the customers of its cohort, whoever counts them.
with cohorts as (
    select
        cohort_month,
        cohort_size
    from {{ ref('retensi', 'cohort_retention_by_month') }}
    where period_number = 0
),

kpis as (
    select
        month,
        first_time_buyers
    from {{ ref('retensi', 'kpis_by_month') }}
    where first_time_buyers > 0
)

select
    coalesce(kpis.month, cohorts.cohort_month) as month,
    kpis.first_time_buyers,
    cohorts.cohort_size
from kpis
full outer join cohorts
    on kpis.month = cohorts.cohort_month
where
    kpis.month is null
    or cohorts.cohort_month is null
    or kpis.first_time_buyers <> cohorts.cohort_size
