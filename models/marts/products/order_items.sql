{{ config(**shown_or(incremental_by_key(key='order_id', changed_in='int_orders_changed'))) }}

with order_lines as (
    select * from {{ in_same_database(ref('retensi', 'int_order_lines')) }}
    where {{ is_changed('order_id', 'int_orders_changed') }}
),

final as (
    select
        {{ contracted_columns() }}
    from order_lines
)

select * from final
