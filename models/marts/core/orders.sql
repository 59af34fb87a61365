{{ config(**history(scope="coalesce(customer_id, '')", of='int_customers_changed')) }}

with orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where {{ is_changed("coalesce(customer_id, '')", 'int_customers_changed') }}
),

final as (
    select
        order_id,
        treatment,
        customer_id,
        ordered_at,
        order_date,
        order_number,
        is_first_order,
        days_since_previous_order,
        gross_amount,
        discount_amount,
        refunded_amount,
        net_revenue,
        margin,
        channel,
        campaign_id,
        is_reactivation
    from orders
)

select * from final
