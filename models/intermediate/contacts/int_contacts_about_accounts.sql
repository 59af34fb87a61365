with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

contacted as (
    select * from {{ ref('retensi', 'int_customers_contacted') }}
),

onboarding_steps as (
    select * from {{ ref('retensi', 'int_onboarding_steps') }}
),

steps_done as (
    select * from {{ ref('retensi', 'int_onboarding_steps_done') }}
),

registered as (
    select
        customers.customer_id,
        {{ local_date('customers.registered_at') }} as registered_on,
        coalesce(contacted.last_contacted_at >= customers.registered_at, false) as was_written_to
    from customers
    left join contacted on customers.customer_id = contacted.customer_id
    where customers.registered_at is not null
),

-- Of the steps somebody has not done, the next one is that which most customers have done.
steps_of_customers as (
    select
        registered.customer_id,
        registered.registered_on,
        onboarding_steps.step,
        onboarding_steps.step_count,
        steps_done.last_done_on,
        row_number() over (
            partition by registered.customer_id
            order by case when steps_done.last_done_on is null then 0 else 1 end, onboarding_steps.step_place
        ) as open_first,
        count(steps_done.last_done_on) over (partition by registered.customer_id) as steps_done,
        max(steps_done.last_done_on) over (partition by registered.customer_id) as last_step_on
    from registered
    cross join onboarding_steps
    left join steps_done
        on
            registered.customer_id = steps_done.customer_id
            and onboarding_steps.step = steps_done.step
),

-- A birthday on 29 February is kept on the 28th in years without one: adding whole years of months does that.
years as (
    select
        customers.customer_id,
        customers.birth_date,
        bounds.as_of,
        cast(extract(year from bounds.as_of) - extract(year from customers.birth_date) as integer) as age_this_year
    from customers
    cross join bounds
    where customers.birth_date <= bounds.as_of
),

birthdays_this_year as (
    select
        *,
        {{ add_months('birth_date', 'age_this_year * 12') }} as birthday
    from years
),

-- The latest one up to as_of, for which it may not be too late, and the next.
birthdays as (
    select
        customer_id,
        birthday
    from birthdays_this_year
    where age_this_year > 0
    union all
    select
        customer_id,
        {{ add_months('birth_date', '(age_this_year + 1) * 12') }} as birthday
    from birthdays_this_year
    where birthday <= as_of
    union all
    select
        customer_id,
        {{ add_months('birth_date', '(age_this_year - 1) * 12') }} as birthday
    from birthdays_this_year
    where
        birthday > as_of
        and age_this_year > 1
),

occasions as (
    select
        customer_id,
        'welcome' as reason,
        registered_on as about_on,
        registered_on as arose_on,
        'detail' as wording,
        cast(null as bigint) as number,
        cast(null as bigint) as other_number,
        cast(null as {{ dbt.type_string() }}) as word
    from registered
    where not was_written_to
    union all
    select
        customer_id,
        'next_onboarding_step' as reason,
        coalesce(last_step_on, registered_on) as about_on,
        coalesce(last_step_on, registered_on) as arose_on,
        case when steps_done > 0 then 'next' else 'first' end as wording,
        cast(steps_done as bigint) as number,
        cast(step_count as bigint) as other_number,
        step as word
    from steps_of_customers
    where
        open_first = 1
        and last_done_on is null
    union all
    select
        customer_id,
        'birthday' as reason,
        birthday as about_on,
        cast(null as date) as arose_on,
        'detail' as wording,
        cast(null as bigint) as number,
        cast(null as bigint) as other_number,
        cast(null as {{ dbt.type_string() }}) as word
    from birthdays
),

final as (
    select
        *,
        cast(null as date) as over_on,
        cast(null as date) as other_on
    from occasions
)

select * from final
