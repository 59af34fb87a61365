with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

purchases as (
    select
        order_number,
        order_date,
        first_value(order_date) over (partition by customer_id order by order_number) as first_order_date,
        lead(order_date) over (partition by customer_id order by order_number) as next_order_date
    from {{ ref('retensi', 'int_orders_sequenced') }}
    where order_number is not null
),

-- Who has not come back yet was watched up to `as_of`.
watched as (
    select
        substring(cast(purchases.first_order_date as {{ dbt.type_string() }}), 1, 4) as cohort_year,
        purchases.order_number,
        {{ days_between('purchases.order_date', 'coalesce(purchases.next_order_date, bounds.as_of)') }} as days_waited,
        purchases.next_order_date is not null as has_returned
    from purchases
    cross join bounds
    where purchases.order_number <= 10
),

by_day as (
    select
        case when grouping(cohort_year) = 1 then 'all' else cohort_year end as cohort_year,
        order_number,
        days_waited,
        count(*) as customers,
        count(*) filter (where has_returned) as returned_customers
    from watched
    group by
        order_number,
        days_waited,
        rollup(cohort_year)
),

{{ returned_shares(['cohort_year', 'order_number']) }}

select {{ contracted_columns() }} from returned
