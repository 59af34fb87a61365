{{ config(**history(scope="coalesce(customer_id, '')", of='int_customers_changed')) }}

with orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where {{ is_changed("coalesce(customer_id, '')", 'int_customers_changed') }}
),

final as (
    select
        {{ contracted_columns() }}
    from orders
)

select * from final
