{%- set text_columns = text_columns('exchange_rates') -%}

with received as (
    select * from {{ ref('retensi', 'received_exchange_rates') }}
),

read as (
    select
        _row_id,
        _unreadable,
        upper({{ read_text('currency') }}) as currency,
        {{ read_date('valid_from', text_columns) }} as valid_from,
        {{ read_decimal('rate', text_columns, 'decimal(18, 8)') }} as rate,
        valid_from as received_valid_from
    from received
),

judged as (
    select
        _row_id,
        currency,
        valid_from,
        rate,
        0 as unreadable_values,
        case
            when _unreadable is not null then 'unreadable_row'
            when {{ is_unreadable('received_valid_from', 'valid_from', text_columns) }} then 'unreadable_timestamp'
            when currency is null or valid_from is null then 'missing_key'
            when rate is null then 'unreadable_amount'
            when rate <= 0 then 'value_out_of_range'
        end as quarantine_reason
    from read
),

final as (
    {{ with_row_status('exchange_rates', 'judged', is_few=true) }}
)

select * from final
