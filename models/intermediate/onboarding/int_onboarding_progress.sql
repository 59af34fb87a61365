with registrations as (
    select * from {{ ref('retensi', 'int_comparison_registrations') }}
),

steps as (
    select * from {{ ref('retensi', 'int_onboarding_steps') }}
),

steps_done as (
    select * from {{ ref('retensi', 'int_onboarding_steps_done') }}
),

shop as (
    select cast(coalesce(max(step_count), 0) as bigint) as step_count
    from steps
),

progress as (
    select
        steps_done.customer_id,
        count(*) as steps_done,
        max(steps_done.first_done_on) as last_step_on
    from steps_done
    inner join steps
        on steps_done.step = steps.step
    group by steps_done.customer_id
),

-- A step done before the registration was done on its day.
finished as (
    select
        registrations.*,
        {{ month_of('registrations.registered_on') }} as cohort_month,
        shop.step_count,
        cast(coalesce(progress.steps_done, 0) as bigint) as steps_done,
        case
            when progress.steps_done = shop.step_count then greatest(progress.last_step_on, registrations.registered_on)
        end as finished_on
    from registrations
    cross join shop
    left join progress
        on registrations.customer_id = progress.customer_id
),

final as (
    select
        customer_id,
        registered_on,
        landmark,
        cohort_month,
        stage,
        has_returned,
        is_reached,
        is_complete,
        step_count,
        steps_done,
        finished_on,
        {{ days_between('registered_on', 'finished_on') }} as days_to_finish,
        coalesce(finished_on <= landmark, false) as has_finished_in_time
    from finished
)

select * from final
