{{ config(**incremental_by_key(key="coalesce(order_id, '')", kinds=['order_items'])) }}
{{ config(pre_hook="{{ retensi.note_rows_judged_anew('order_items') }}") }}

{%- set text_columns = text_columns('order_items') -%}

with versions as (
    {{ rows_with_versions(
        'order_items',
        [read_text('order_id'), read_integer('line_number', text_columns)],
        is_changed(keys_noted('order_id'), kinds=['order_items'])
    ) }}
),

received as {{ inlined() }} (
    select
        received.*,
        versions._row_id is not null as _has_versions
    from {{ ref('retensi', 'received_order_items') }} as received
    left join versions on received._row_id = versions._row_id
    where {{ is_changed(keys_noted('received.order_id'), kinds=['order_items']) }}
),

known_orders as (
    select distinct order_id
    from {{ ref('retensi', 'checked_orders') }}
    where
        row_status = 'accepted'
        and {{ is_changed('order_id', kinds=['order_items']) }}
),

read as {{ inlined() }} (
    select
        _row_id,
        _has_versions,
        _unreadable,
        {{ read_id('order_id') }} as order_id,
        {{ read_integer('line_number', text_columns) }} as line_number,
        {{ read_id('product_id') }} as product_id,
        {{ read_text('category') }} as category,
        {{ read_decimal('quantity', text_columns) }} as quantity,
        {{ read_decimal('amount', text_columns) }} as amount,
        quantity as received_quantity,
        amount as received_amount
    from received
),

judged as {{ inlined() }} (
    select
        read._row_id,
        read._has_versions,
        read.order_id,
        read.line_number,
        read.product_id,
        read.category,
        read.quantity,
        read.amount,
        case when {{ is_unreadable('read.received_quantity', 'read.quantity', text_columns) }} then 1 else 0 end as unreadable_values,
        case
            when read._unreadable is not null then 'unreadable_row'
            when read.order_id is null or read.line_number is null or read.product_id is null then 'missing_key'
            when {{ is_unreadable('read.received_amount', 'read.amount', text_columns) }} then 'unreadable_amount'
            when known_orders.order_id is null then 'orphan'
        end as quarantine_reason
    from read
    left join known_orders on read.order_id = known_orders.order_id
),

final as (
    {{ with_row_status('order_items', 'judged') }}
)

select * from final
