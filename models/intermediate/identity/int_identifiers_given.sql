with orders as (
    select * from {{ ref('retensi', 'stg_orders') }}
),

interactions as (
    select * from {{ ref('retensi', 'stg_interactions') }}
),

customers as (
    select * from {{ ref('retensi', 'stg_customers') }}
),

records as (
    select
        customer_id,
        email_key,
        phone_key,
        cast(null as {{ dbt.type_string() }}) as visitor_id,
        registered_at as seen_at,
        false as is_order
    from customers
    union all
    select
        customer_id,
        email_key,
        phone_key,
        visitor_id,
        ordered_at as seen_at,
        true as is_order
    from orders
    union all
    select
        customer_id,
        email_key,
        phone_key,
        visitor_id,
        occurred_at as seen_at,
        false as is_order
    from interactions
),

final as (
    select
        customer_id,
        email_key,
        phone_key,
        visitor_id,
        min(seen_at) as first_seen_at,
        bool_or(is_order) as has_ordered
    from records
    where coalesce(email_key, phone_key, visitor_id) is not null
    group by
        customer_id,
        email_key,
        phone_key,
        visitor_id
)

select * from final
