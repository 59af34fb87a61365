{{ config(**shown_or(incremental_by_key(key='order_id', kinds=['orders', 'order_items']))) }}

with order_lines as (
    select * from {{ in_same_database(ref('retensi', 'int_order_lines')) }}
    where {{ is_changed('order_id', kinds=['orders', 'order_items']) }}
),

final as (
    select
        {{ contracted_columns() }}
    from order_lines
)

select * from final
