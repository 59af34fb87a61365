with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

contacted as (
    select * from {{ ref('retensi', 'int_customers_contacted') }}
),

onboarding as (
    select * from {{ ref('retensi', 'int_onboarding_next_steps') }}
),

registered as (
    select
        customers.customer_id,
        {{ local_date('customers.registered_at') }} as registered_on
    from customers
    left join contacted on customers.customer_id = contacted.customer_id
    where
        customers.registered_at is not null
        and (contacted.last_contacted_at is null or contacted.last_contacted_at < customers.registered_at)
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
    union all
    select
        customer_id,
        'next_onboarding_step' as reason,
        last_step_on as about_on,
        last_step_on as arose_on,
        case when steps_done > 0 then 'next' else 'first' end as wording,
        steps_done as number,
        step_count as other_number,
        next_step as word
    from onboarding
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
