with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
    where first_order_date is not null
),

second_purchases as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where order_number = 2
),

windows as (
    select cast(listed.within_days as bigint) as within_days
    from (values (30), (60), (90), (180), (365)) as listed (within_days)
),

customers_observed as (
    select
        {{ month_of('customer_orders.first_order_date') }} as cohort_month,
        {{ days_between('customer_orders.first_order_date', 'bounds.as_of') }} as days_observed,
        second_purchases.days_since_previous_order as days_to_second_purchase
    from customer_orders
    cross join bounds
    left join second_purchases
        on customer_orders.customer_id = second_purchases.customer_id
),

-- Who was not watched for the whole window counts neither above nor below the line, however early they came back.
customers_in_window as (
    select
        customers_observed.cohort_month,
        windows.within_days,
        customers_observed.days_observed >= windows.within_days as is_eligible,
        customers_observed.days_to_second_purchase <= windows.within_days as has_repurchased
    from customers_observed
    cross join windows
),

counted as (
    select
        cohort_month,
        within_days,
        count(*) as cohort_size,
        count(*) filter (where is_eligible) as eligible_customers,
        count(*) filter (where is_eligible and has_repurchased) as repurchased_customers
    from customers_in_window
    group by
        cohort_month,
        within_days
),

final as (
    select
        cohort_month,
        within_days,
        cast(cohort_size as bigint) as cohort_size,
        cast(eligible_customers as bigint) as eligible_customers,
        cast(repurchased_customers as bigint) as repurchased_customers,
        {{ safe_divide('repurchased_customers', 'eligible_customers') }} as repurchase_rate
    from counted
)

select * from final
