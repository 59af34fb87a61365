with customers as (
    select
        customer_id,
        {{ local_date('registered_at') }} as registered_on
    from {{ ref('retensi', 'int_customers_known') }}
    where registered_at is not null
),

steps_done as (
    select * from {{ ref('retensi', 'int_onboarding_steps_done') }}
),

steps as (
    select * from {{ ref('retensi', 'int_onboarding_steps') }}
),

steps_of_customers as (
    select
        customers.customer_id,
        customers.registered_on,
        steps.step,
        steps.step_count,
        steps_done.last_done_on as done_on,
        row_number() over (
            partition by customers.customer_id
            order by case when steps_done.last_done_on is null then 0 else 1 end, steps.step_place
        ) as open_first,
        count(steps_done.last_done_on) over (partition by customers.customer_id) as steps_done,
        max(steps_done.last_done_on) over (partition by customers.customer_id) as last_done_on
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
