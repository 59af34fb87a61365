{{ config(**incremental_by_key(key='order_id', kinds=['orders', 'order_items'])) }}

with orders as (
    select * from {{ ref('retensi', 'int_orders_identified') }}
    where
        treatment = 'purchase'
        and {{ is_changed('order_id', kinds=['orders', 'order_items']) }}
),

order_items as (
    select * from {{ ref('retensi', 'stg_order_items') }}
    where
        category is not null
        and {{ is_changed('order_id', kinds=['orders', 'order_items']) }}
),

categories as (
    select
        order_id,
        category,
        cast(sum(coalesce(quantity, 1)) as decimal(38, 4)) as quantity
    from order_items
    group by
        order_id,
        category
),

final as (
    select
        categories.order_id,
        categories.category,
        orders.customer_id,
        orders.ordered_at,
        categories.quantity
    from categories
    inner join orders on categories.order_id = orders.order_id
)

select * from final
