with customers as (
    select
        {{ month_of('customer_orders.first_order_date') }} as cohort_month,
        {{ days_between('customer_orders.first_order_date', 'bounds.as_of') }} as days_observed,
        second_purchases.days_since_previous_order as days_to_second_purchase
    from {{ ref('retensi', 'int_customer_orders_summed') }} as customer_orders
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    left join {{ ref('retensi', 'int_orders_sequenced') }} as second_purchases
        on customer_orders.customer_id = second_purchases.customer_id and second_purchases.order_number = 2
    where customer_orders.first_order_date is not null
),

windows as (
    select cast(listed.within_days as bigint) as within_days
    from ({{ retensi.each_value(retensi.repurchase_windows(), 'within_days') }}) as listed
),

-- Who was not watched for the whole window counts neither above nor below the line, however early they came back.
counted as (
    select
        customers.cohort_month,
        windows.within_days,
        cast(count(*) as bigint) as cohort_size,
        cast(count(*) filter (where customers.days_observed >= windows.within_days) as bigint) as eligible_customers,
        cast(
            count(*) filter (
                where customers.days_observed >= windows.within_days
                and customers.days_to_second_purchase <= windows.within_days
            ) as bigint
        ) as repurchased_customers
    from customers
    cross join windows
    group by customers.cohort_month, windows.within_days
)

select
    *,
    {{ safe_divide('repurchased_customers', 'eligible_customers') }} as repurchase_rate
from counted
