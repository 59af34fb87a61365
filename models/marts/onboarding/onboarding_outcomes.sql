with progress as (
    select * from {{ ref('retensi', 'int_onboarding_progress') }}
),

cohorts as (
    select
        cohort_month,
        min(case when is_complete then 1 else 0 end) = 1 as is_complete
    from progress
    group by cohort_month
),

summed as (
    select
        cohort_month,
        stage,
        count(*) filter (where has_finished_in_time) as customers,
        count(*) filter (where has_finished_in_time and has_returned) as returned_customers,
        count(*) filter (where not has_finished_in_time) as comparison_customers,
        count(*) filter (where not has_finished_in_time and has_returned) as comparison_returned_customers
    from progress
    where
        is_complete
        and step_count > 0
    group by
        cohort_month,
        stage
),

final as (
    select
        summed.cohort_month,
        summed.stage,
        cast(summed.customers as bigint) as customers,
        cast(summed.returned_customers as bigint) as returned_customers,
        {{ safe_divide('summed.returned_customers', 'summed.customers') }} as return_rate,
        cast(summed.comparison_customers as bigint) as comparison_customers,
        cast(summed.comparison_returned_customers as bigint) as comparison_returned_customers,
        {{ safe_divide('summed.comparison_returned_customers', 'summed.comparison_customers') }}
            as comparison_return_rate,
        {{ safe_divide('summed.customers * summed.comparison_returned_customers', 'summed.comparison_customers') }}
            as expected_returned_customers,
        cohorts.is_complete
    from summed
    inner join cohorts
        on summed.cohort_month = cohorts.cohort_month
)

select * from final
