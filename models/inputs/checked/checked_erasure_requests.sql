{%- set text_columns = text_columns('erasure_requests') -%}

with received as (
    select * from {{ ref('retensi', 'received_erasure_requests') }}
),

read as (
    select
        _row_id,
        _unreadable,
        {{ read_id('customer_id') }} as customer_id,
        {{ read_timestamp('requested_at', text_columns) }} as requested_at
    from received
),

judged as (
    select
        _row_id,
        customer_id,
        requested_at,
        0 as unreadable_values,
        case
            when _unreadable is not null then 'unreadable_row'
            when customer_id is null then 'missing_key'
            when requested_at is null then 'unreadable_timestamp'
            when {{ is_in_future('requested_at') }} then 'timestamp_in_future'
        end as quarantine_reason
    from read
),

final as (
    {{ with_row_status('erasure_requests', 'judged', is_few=true) }}
)

select * from final
