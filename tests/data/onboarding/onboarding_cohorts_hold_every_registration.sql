-- Every account is in the cohort of its month, every step that counts in that of its customer, and nobody is compared
-- before 120 days have passed.
with registered as (
    select
        {{ retensi.month_of(retensi.local_date('customers.registered_at')) }} as cohort_month,
        count(*) as registrations,
        count(*) filter (
            where {{ retensi.add_days(retensi.local_date('customers.registered_at'), 120) }} <= bounds.as_of
        ) as watched
    from {{ ref('retensi', 'customers') }} as customers
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    where customers.registered_at is not null
    group by {{ retensi.month_of(retensi.local_date('customers.registered_at')) }}
),

cohorts as (
    select * from {{ ref('retensi', 'onboarding_by_cohort') }}
),

steps as (
    select
        cohort_month,
        sum(customers) as steps_done,
        min(registrations) as fewest_registrations,
        max(registrations) as most_registrations
    from {{ ref('retensi', 'onboarding_steps_by_cohort') }}
    group by cohort_month
),

outcomes as (
    select
        cohort_month,
        sum(customers + comparison_customers) as watched,
        sum(customers) as finished
    from {{ ref('retensi', 'onboarding_outcomes') }}
    group by cohort_month
)

select
    coalesce(registered.cohort_month, cohorts.cohort_month) as cohort_month,
    registered.registrations as expected_registrations,
    cohorts.registrations
from registered
full outer join cohorts
    on registered.cohort_month = cohorts.cohort_month
left join steps
    on registered.cohort_month = steps.cohort_month
left join outcomes
    on registered.cohort_month = outcomes.cohort_month
where
    registered.cohort_month is null
    or cohorts.cohort_month is null
    or registered.registrations <> cohorts.registrations
    or cohorts.steps_done <> steps.steps_done
    or steps.fewest_registrations <> cohorts.registrations
    or steps.most_registrations <> cohorts.registrations
    or (cohorts.step_count > 0 and registered.watched <> coalesce(outcomes.watched, 0))
    or cohorts.finished_within_30_days > cohorts.finished_customers
    or outcomes.finished > cohorts.finished_within_30_days
    or cohorts.is_complete <> (registered.watched = registered.registrations)
