with progress as (
    select * from {{ ref('retensi', 'int_onboarding_progress') }}
),

steps as (
    select * from {{ ref('retensi', 'int_onboarding_steps') }}
),

steps_done as (
    select * from {{ ref('retensi', 'int_onboarding_steps_done') }}
),

cohorts as (
    select
        cohort_month,
        count(*) as registrations
    from progress
    group by cohort_month
),

done as (
    select
        progress.cohort_month,
        steps_done.step,
        progress.landmark,
        greatest(steps_done.first_done_on, progress.registered_on) as done_on,
        {{ days_between('progress.registered_on', 'greatest(steps_done.first_done_on, progress.registered_on)') }}
            as days_taken
    from steps_done
    inner join progress
        on steps_done.customer_id = progress.customer_id
),

summed as (
    select
        cohort_month,
        step,
        count(*) as customers,
        count(*) filter (where done_on <= landmark) as customers_in_time,
        {{ median('days_taken') }} as median_days
    from done
    group by
        cohort_month,
        step
),

final as (
    select
        cohorts.cohort_month,
        steps.step,
        steps.step_place,
        cast(cohorts.registrations as bigint) as registrations,
        cast(coalesce(summed.customers, 0) as bigint) as customers,
        {{ safe_divide('coalesce(summed.customers, 0)', 'cohorts.registrations') }} as done_rate,
        cast(coalesce(summed.customers_in_time, 0) as bigint) as customers_within_30_days,
        summed.median_days
    from cohorts
    cross join steps
    left join summed
        on
            cohorts.cohort_month = summed.cohort_month
            and steps.step = summed.step
)

select * from final
