{{ config(meta={'dagster': {'ref': {'name': 'payback_by_channel', 'package': 'retensi'}}}) }}
-- Each cohort of a channel has its payback, in a month that has come, from the margin of its last cell.
with last_months as (
    select
        cohort_month,
        acquisition_channel,
        max(period_number) as period_number
    from {{ ref('retensi', 'cohort_retention_by_channel') }}
    group by cohort_month, acquisition_channel
)

select
    last_months.cohort_month,
    last_months.acquisition_channel,
    payback.payback_months,
    payback.margin,
    cohorts.cumulative_margin
from last_months
inner join {{ ref('retensi', 'cohort_retention_by_channel') }} as cohorts
    on
        last_months.cohort_month = cohorts.cohort_month
        and last_months.acquisition_channel = cohorts.acquisition_channel
        and last_months.period_number = cohorts.period_number
left join {{ ref('retensi', 'payback_by_channel') }} as payback
    on
        last_months.cohort_month = payback.cohort_month
        and last_months.acquisition_channel = payback.acquisition_channel
where
    payback.cohort_month is null
    or payback.months_observed <> last_months.period_number
    or payback.payback_months > payback.months_observed
    or payback.margin <> cohorts.cumulative_margin
