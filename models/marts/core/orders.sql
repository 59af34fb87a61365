{{ config(**shown_or(incremental_by_key(key="coalesce(customer_id, '')", changed_in='int_customers_changed'))) }}

with orders as (
    select * from {{ in_same_database(ref('retensi', 'int_orders_sequenced')) }}
    where {{ is_changed("coalesce(customer_id, '')", 'int_customers_changed') }}
),

final as (
    select
        {{ contracted_columns() }}
    from orders
)

select * from final
