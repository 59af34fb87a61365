with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

customers as (
    select
        customer_id,
        {{ local_date('registered_at') }} as registered_on
    from {{ ref('retensi', 'int_customers_known') }}
    where registered_at is not null
),

steps_done as (
    select
        customer_id,
        reference_id as step,
        max(interaction_date) as done_on
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and reference_id is not null
        and interaction_type = 'onboarding_step_completed'
    group by
        customer_id,
        reference_id
),

-- The steps of the last year, the one that most customers have done first.
steps as (
    select
        steps_done.step,
        row_number() over (order by count(*) desc, steps_done.step asc) as step_place,
        count(*) over () as step_count
    from steps_done
    cross join bounds
    where steps_done.done_on > {{ add_days('bounds.as_of', -365) }}
    group by steps_done.step
),

steps_of_customers as (
    select
        customers.customer_id,
        customers.registered_on,
        steps.step,
        steps.step_count,
        steps_done.done_on,
        row_number() over (
            partition by customers.customer_id
            order by case when steps_done.done_on is null then 0 else 1 end, steps.step_place
        ) as open_first,
        count(steps_done.done_on) over (partition by customers.customer_id) as steps_done,
        max(steps_done.done_on) over (partition by customers.customer_id) as last_done_on
    from customers
    cross join steps
    left join steps_done
        on
            customers.customer_id = steps_done.customer_id
            and steps.step = steps_done.step
),

final as (
    select
        customer_id,
        step as next_step,
        coalesce(last_done_on, registered_on) as last_step_on,
        cast(steps_done as bigint) as steps_done,
        cast(step_count as bigint) as step_count
    from steps_of_customers
    where
        open_first = 1
        and done_on is null
)

select * from final
