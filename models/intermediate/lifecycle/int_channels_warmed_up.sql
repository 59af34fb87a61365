with customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
    where first_order_date is not null
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

first_purchases as (
    select
        'acquisition_channel' as breakdown,
        customers.acquisition_channel,
        min(customer_orders.first_order_date) as first_purchase_day
    from customer_orders
    inner join customers
        on customer_orders.customer_id = customers.customer_id
    group by customers.acquisition_channel
    union all
    select
        'total' as breakdown,
        'all' as acquisition_channel,
        min(first_order_date) as first_purchase_day
    from customer_orders
    having count(*) > 0
),

final as (
    select
        breakdown,
        acquisition_channel,
        {{ add_days('first_purchase_day', var('inactive_after_days') | int + 1) }} as warmed_up_on
    from first_purchases
)

select * from final
