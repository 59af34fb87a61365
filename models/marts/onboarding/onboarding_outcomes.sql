with progress as (
    select
        *,
        min(case when is_complete then 1 else 0 end) over (partition by cohort_month) = 1 as is_complete_cohort
    from {{ ref('retensi', 'int_onboarding_progress') }}
),

summed as (
    select
        cohort_month,
        stage,
        is_complete_cohort as is_complete,
        count(*) filter (where has_finished_in_time) as customers,
        count(*) filter (where has_finished_in_time and has_returned) as returned_customers,
        count(*) filter (where not has_finished_in_time) as comparison_customers,
        count(*) filter (where not has_finished_in_time and has_returned) as comparison_returned_customers
    from progress
    where is_complete and step_count > 0
    group by cohort_month, stage, is_complete_cohort
),

final as (
    select
        cohort_month,
        stage,
        customers,
        returned_customers,
        {{ safe_divide('returned_customers', 'customers') }} as return_rate,
        comparison_customers,
        comparison_returned_customers,
        {{ safe_divide('comparison_returned_customers', 'comparison_customers') }} as comparison_return_rate,
        {{ safe_divide('customers * comparison_returned_customers', 'comparison_customers') }}
            as expected_returned_customers,
        is_complete
    from summed
)

select * from final
