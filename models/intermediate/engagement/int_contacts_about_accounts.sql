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
        cast(
            extract(year from {{ add_days('bounds.as_of', 1) }}) - extract(year from customers.birth_date) as integer
        ) as years_lived,
        bounds.as_of
    from customers
    cross join bounds
    where customers.birth_date <= bounds.as_of
),

birthdays as (
    select
        customer_id,
        case
            when {{ add_months('birth_date', 'years_lived * 12') }} > as_of
                then {{ add_months('birth_date', 'years_lived * 12') }}
            else {{ add_months('birth_date', '(years_lived + 1) * 12') }}
        end as birthday
    from years
),

final as (
    select
        customer_id,
        'welcome' as reason,
        registered_on as about_on,
        concat('Registered on ', {{ day_in_words('registered_on') }}, '; nobody has written to them since.') as detail
    from registered
    union all
    select
        customer_id,
        'next_onboarding_step' as reason,
        last_step_on as about_on,
        concat(
            'Has done ', cast(steps_done as {{ dbt.type_string() }}), ' of ',
            cast(step_count as {{ dbt.type_string() }}), ' onboarding steps, the last on ',
            {{ day_in_words('last_step_on') }}, '; the next one is ', next_step, '.'
        ) as detail
    from onboarding
    where steps_done > 0
    union all
    select
        customer_id,
        'next_onboarding_step' as reason,
        last_step_on as about_on,
        concat(
            'Registered on ', {{ day_in_words('last_step_on') }}, ' and has done none of the ',
            cast(step_count as {{ dbt.type_string() }}), ' onboarding steps; the first one is ', next_step, '.'
        ) as detail
    from onboarding
    where steps_done = 0
    union all
    select
        customer_id,
        'birthday' as reason,
        birthday as about_on,
        concat('Birthday on ', {{ day_in_words('birthday') }}, '.') as detail
    from birthdays
)

select * from final
