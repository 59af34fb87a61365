-- Two groups compared from one day on, the 30th after the registration: who had done all steps, and who bought again.
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

steps as (
    select * from {{ ref('retensi', 'int_onboarding_steps') }}
),

registrations as (
    select
        customer_id,
        {{ local_date('registered_at') }} as registered_on,
        {{ add_days(local_date('registered_at'), 30) }} as landmark
    from {{ ref('retensi', 'int_customers_known') }}
    where registered_at is not null
),

stages as (
    select
        registrations.customer_id,
        purchase_changes.lifecycle_stage as stage,
        row_number() over (partition by registrations.customer_id order by purchase_changes.changed_on desc)
            as latest_first
    from registrations
    inner join {{ ref('retensi', 'int_lifecycle_changes_by_purchases') }} as purchase_changes
        on
            registrations.customer_id = purchase_changes.customer_id
            and registrations.landmark >= purchase_changes.changed_on
),

returned as (
    select distinct registrations.customer_id
    from registrations
    inner join {{ ref('retensi', 'int_purchase_days') }} as purchase_days
        on
            registrations.customer_id = purchase_days.customer_id
            and registrations.landmark < purchase_days.purchase_day
            and {{ add_days('registrations.landmark', comparison_days()) }} >= purchase_days.purchase_day
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
    from {{ ref('retensi', 'int_onboarding_steps_done') }} as steps_done
    inner join steps
        on steps_done.step = steps.step
    group by steps_done.customer_id
),

-- A step done before the registration was done on its day.
finished as (
    select
        registrations.*,
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
        finished.customer_id,
        finished.registered_on,
        finished.landmark,
        {{ month_of('finished.registered_on') }} as cohort_month,
        coalesce(stages.stage, 'lead') as stage,
        returned.customer_id is not null as has_returned,
        finished.landmark <= bounds.as_of as is_reached,
        {{ add_days('finished.landmark', comparison_days()) }} <= bounds.as_of as is_complete,
        finished.step_count,
        finished.steps_done,
        finished.finished_on,
        {{ days_between('finished.registered_on', 'finished.finished_on') }} as days_to_finish,
        coalesce(finished.finished_on <= finished.landmark, false) as has_finished_in_time
    from finished
    cross join bounds
    left join stages
        on
            finished.customer_id = stages.customer_id
            and stages.latest_first = 1
    left join returned
        on finished.customer_id = returned.customer_id
)

select * from final
