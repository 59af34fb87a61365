{{ config(**history(scope='customer_id', of='int_customers_changed')) }}

with orders as (
    select * from {{ ref('retensi', 'int_orders_identified') }}
    where
        treatment = 'purchase'
        and customer_id is not null
        and {{ is_changed('customer_id', 'int_customers_changed') }}
),

final as (
    select
        customer_id,
        order_date as purchase_day,
        cast(count(*) as bigint) as purchases,
        cast(sum(gross_amount - discount_amount) as decimal(38, 4)) as sold_amount,
        cast(sum(net_revenue) as decimal(38, 4)) as net_revenue
    from orders
    group by
        customer_id,
        order_date
)

select * from final
