{{ config(**history(scope="coalesce(order_id, '')", of='input_keys_changed', kind='orders')) }}

{%- set text_columns = text_columns('orders') -%}

with received as (
    select * from {{ ref('retensi', 'received_orders') }}
    where {{ is_changed(keys_noted('order_id'), 'input_keys_changed', 'orders') }}
),

statuses as (
    select
        lower(trim(status)) as status,
        treatment,
        refunded
    from {{ ref('order_statuses') }}
),

first_rates as (
    select
        currency,
        min(valid_from) as first_valid_from,
        cast(max(rate) as {{ double_type() }}) as highest_rate
    from {{ ref('retensi', 'checked_exchange_rates') }}
    where quarantine_reason is null and currency <> '{{ var("reporting_currency") }}'
    group by currency
),

read as (
    select
        _row_id,
        _unreadable,
        {{ read_id('order_id') }} as order_id,
        {{ read_id('customer_id') }} as customer_id,
        {{ read_timestamp('ordered_at', text_columns) }} as ordered_at,
        lower({{ read_id('status') }}) as status,
        {{ read_decimal('gross_amount', text_columns) }} as gross_amount,
        {{ read_decimal('discount_amount', text_columns) }} as discount_amount,
        {{ read_decimal('refunded_amount', text_columns) }} as refunded_amount,
        {{ read_decimal('cost_amount', text_columns) }} as cost_amount,
        upper({{ read_text('currency') }}) as currency,
        {{ read_text('channel') }} as channel,
        {{ read_id('campaign_id') }} as campaign_id,
        {{ read_id('email') }} as email,
        {{ read_id('phone') }} as phone,
        {{ read_id('visitor_id') }} as visitor_id,
        {{ read_timestamp('updated_at', text_columns) }} as updated_at,
        updated_at as received_updated_at,
        discount_amount as received_discount_amount,
        refunded_amount as received_refunded_amount,
        cost_amount as received_cost_amount
    from received
),

judged as (
    select
        read.*,
        statuses.treatment,
        statuses.refunded as refunded_by_status,
        case
            when read._unreadable is not null then 'unreadable_row'
            when read.order_id is null then 'missing_key'
            when
                read.ordered_at is null
                or {{ is_unreadable('read.received_updated_at', 'read.updated_at') }}
                then 'unreadable_timestamp'
            when {{ is_in_future('read.ordered_at') }} then 'timestamp_in_future'
            when statuses.treatment is null then 'unknown_status'
            -- What never came about is not judged for its money.
            when statuses.treatment = 'ignored' then null
            when
                read.gross_amount is null
                or {{ is_unreadable('read.received_discount_amount', 'read.discount_amount') }}
                or {{ is_unreadable('read.received_refunded_amount', 'read.refunded_amount') }}
                or {{ is_unreadable('read.received_cost_amount', 'read.cost_amount') }}
                or {{ has_no_room('read.gross_amount', 'first_rates.highest_rate') }}
                or {{ has_no_room('read.cost_amount', 'first_rates.highest_rate') }}
                then 'unreadable_amount'
            when read.gross_amount < 0 and statuses.treatment <> 'credit_note' then 'negative_amount'
            when
                read.currency <> '{{ var("reporting_currency") }}'
                and coalesce(first_rates.first_valid_from > {{ local_date('read.ordered_at') }}, true)
                then 'missing_exchange_rate'
        end as quarantine_reason
    from read
    left join statuses on read.status = statuses.status
    left join first_rates on read.currency = first_rates.currency
),

final as (
    select
        _row_id,
        order_id,
        customer_id,
        ordered_at,
        status,
        treatment,
        refunded_by_status,
        gross_amount,
        discount_amount,
        refunded_amount,
        cost_amount,
        currency,
        channel,
        campaign_id,
        email,
        phone,
        -- Hashed once, where the order is read: a hash takes as long as all else that staging does.
        {{ mail_key('email') }} as mail_key,
        {{ phone_key('phone') }} as phone_key,
        visitor_id,
        updated_at,
        0 as unreadable_values,
        quarantine_reason,
        case
            when quarantine_reason is null and treatment <> 'ignored' then {{ flaws_named('orders') }}
        end as flaws
    from judged
)

select * from final
