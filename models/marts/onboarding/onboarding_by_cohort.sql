with progress as (
    select * from {{ ref('retensi', 'int_onboarding_progress') }}
),

outcomes as (
    select * from {{ ref('retensi', 'onboarding_outcomes') }}
    where comparison_customers > 0
),

cohorts as (
    select
        cohort_month,
        count(*) as registrations,
        sum(steps_done) as steps_done,
        count(finished_on) as finished_customers,
        {{ median('days_to_finish') }} as median_days_to_finish,
        count(*) filter (where is_reached) as observed_customers,
        count(*) filter (where is_reached and has_finished_in_time) as finished_within_30_days,
        max(step_count) as step_count,
        min(case when is_complete then 1 else 0 end) = 1 as is_complete
    from progress
    group by cohort_month
),

compared as (
    select
        cohort_month,
        sum(customers) as compared_customers,
        sum(returned_customers) as returned_customers,
        sum(expected_returned_customers) as expected_returned_customers,
        sum(case when customers > 0 then comparison_customers else 0 end) as comparison_customers
    from outcomes
    group by cohort_month
),

-- Where the shop records no steps, nobody can be said not to have done them.
final as (
    select
        cohorts.cohort_month,
        cast(cohorts.registrations as bigint) as registrations,
        cast(cohorts.step_count as bigint) as step_count,
        {%- for column in ['steps_done', 'finished_customers', 'observed_customers', 'finished_within_30_days'] %}
        cast(case when cohorts.step_count > 0 then cohorts.{{ column }} end as bigint) as {{ column }},
        {%- endfor %}
        {{ safe_divide('cohorts.steps_done', 'cohorts.registrations * cohorts.step_count') }} as steps_done_rate,
        cohorts.median_days_to_finish,
        {{ safe_divide(
            'case when cohorts.step_count > 0 then cohorts.finished_within_30_days end', 'cohorts.observed_customers'
        ) }} as finished_within_30_days_rate,
        {%- for column in ['compared_customers', 'returned_customers', 'comparison_customers'] %}
        cast(case when cohorts.step_count > 0 then coalesce(compared.{{ column }}, 0) end as bigint) as {{ column }},
        {%- endfor %}
        case when cohorts.step_count > 0 then coalesce(compared.expected_returned_customers, 0) end
            as expected_returned_customers,
        {{ safe_divide('compared.returned_customers', 'compared.compared_customers') }} as return_rate,
        {{ safe_divide('compared.expected_returned_customers', 'compared.compared_customers') }}
            as comparison_return_rate,
        cohorts.is_complete
    from cohorts
    left join compared
        on cohorts.cohort_month = compared.cohort_month
)

select * from final
