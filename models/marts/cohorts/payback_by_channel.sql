with spend as (
    select
        month,
        acquisition_channel,
        marketing_spend
    from {{ ref('retensi', 'int_kpi_counts') }}
    where breakdown = 'acquisition_channel'
),

cohorts as (
    select
        *,
        attribute_value as acquisition_channel
    from {{ ref('retensi', 'int_cohort_retention') }}
    where period_type = 'month' and attribute = 'acquisition_channel'
),

final as (
    select
        cohorts.cohort_start as cohort_month,
        cohorts.acquisition_channel,
        cohorts.cohort_size,
        spend.marketing_spend,
        {{ safe_divide('spend.marketing_spend', 'cohorts.cohort_size') }} as customer_acquisition_cost,
        cast(sum(cohorts.margin) as decimal(38, 4)) as margin,
        {{ safe_divide('sum(cohorts.margin)', 'cohorts.cohort_size') }} as margin_per_customer,
        max(cohorts.period_number) as months_observed,
        min(
            case
                when spend.marketing_spend > 0 and cohorts.cumulative_margin >= spend.marketing_spend
                    then cohorts.period_number
            end
        ) as payback_months
    from cohorts
    left join spend
        on cohorts.cohort_start = spend.month and cohorts.acquisition_channel = spend.acquisition_channel
    group by cohorts.cohort_start, cohorts.acquisition_channel, cohorts.cohort_size, spend.marketing_spend
)

select * from final
