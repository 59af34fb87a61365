-- Every cohort has a row for each month from its own to the running one, and none beyond: a hole would read as "no
-- data", a month that has not come yet as "everybody left".
with cohorts as (
    select
        cohort_month,
        count(*) as periods,
        min(period_number) as first_period,
        max(period_number) as last_period
    from {{ ref('retensi', 'cohort_retention_by_month') }}
    group by cohort_month
),

months as (
    select
        month,
        count(*) over (order by month desc) as months_to_as_of
    from {{ ref('retensi', 'int_reporting_months') }}
)

select
    cohorts.cohort_month,
    cohorts.periods,
    months.months_to_as_of
from cohorts
left join months
    on cohorts.cohort_month = months.month
where
    months.month is null
    or cohorts.periods <> months.months_to_as_of
    or cohorts.first_period <> 0
    or cohorts.last_period <> months.months_to_as_of - 1
