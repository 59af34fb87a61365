{{ config(**incremental_by_key(key="coalesce(customer_id, '')", changed_in='int_customers_changed')) }}

with orders as (
    select * from {{ ref('retensi', 'int_orders_identified') }}
    where
        treatment in ('purchase', 'credit_note')
        and {{ is_changed("coalesce(customer_id, '')", 'int_customers_changed') }}
),

numbered_purchases as (
    select
        *,
        row_number() over (partition by customer_id order by ordered_at, order_id) as order_number,
        lag(order_date) over (partition by customer_id order by ordered_at, order_id) as previous_order_date
    from orders
    where
        treatment = 'purchase'
        and customer_id is not null
),

-- A credit note or an anonymous sale neither takes a number nor comes between two purchases.
other_orders as (
    select
        *,
        cast(null as bigint) as order_number,
        cast(null as date) as previous_order_date
    from orders
    where
        treatment <> 'purchase'
        or customer_id is null
),

sequenced as (
    select
        *,
        {{ days_between('previous_order_date', 'order_date') }} as days_since_previous_order
    from numbered_purchases
    union all
    select
        *,
        {{ days_between('previous_order_date', 'order_date') }} as days_since_previous_order
    from other_orders
),

final as (
    select
        order_id,
        customer_id,
        ordered_at,
        order_date,
        treatment,
        cast(order_number as bigint) as order_number,
        coalesce(order_number = 1, false) as is_first_order,
        cast(days_since_previous_order as bigint) as days_since_previous_order,
        -- The day before the purchase ended in stage inactive.
        coalesce(days_since_previous_order - 1 > {{ var('inactive_after_days') }}, false) as is_reactivation,
        gross_amount,
        discount_amount,
        refunded_amount,
        net_revenue,
        margin,
        channel,
        campaign_id
    from sequenced
)

select * from final
