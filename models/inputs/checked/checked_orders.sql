{{ config(**incremental_by_key(key="coalesce(order_id, '')", kinds=['orders'])) }}
{{ config(pre_hook="{{ retensi.note_rows_judged_anew('orders') }}") }}

{%- set text_columns = text_columns('orders') -%}
{#- Where orders come without a status, each is a sale. #}
{%- set treatment_of_status = "case when read.comes_without_status then 'purchase' else statuses.treatment end" -%}

with versions as (
    {{ rows_with_versions(
        'orders',
        [read_text('order_id')],
        is_changed(keys_noted('order_id'), kinds=['orders'])
    ) }}
),

received as {{ inlined() }} (
    select
        received.*,
        versions._row_id is not null as _has_versions
    from {{ ref('retensi', 'received_orders') }} as received
    left join versions on received._row_id = versions._row_id
    where {{ is_changed(keys_noted('received.order_id'), kinds=['orders']) }}
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
    where row_status = 'accepted' and currency <> '{{ var("reporting_currency") }}'
    group by currency
),

read as {{ inlined() }} (
    select
        _row_id,
        _has_versions,
        _unreadable,
        {{ read_id('order_id') }} as order_id,
        {{ read_id('customer_id') }} as customer_id,
        {{ read_timestamp('ordered_at', text_columns) }} as ordered_at,
        lower({{ read_id('status') }}) as status,
        {{ comes_without('orders', 'status') }} as comes_without_status,
        {{ read_decimal('gross_amount', text_columns) }} as given_gross_amount,
        {{ read_decimal('total_amount', text_columns) }} as total_amount,
        {{ read_decimal('discount_amount', text_columns) }} as discount_amount,
        {{ read_decimal('refunded_amount', text_columns) }} as refunded_amount,
        {{ read_decimal('cost_amount', text_columns) }} as cost_amount,
        {{ read_boolean('is_test', text_columns) }} as is_test,
        {{ read_timestamp('cancelled_at', text_columns) }} as cancelled_at,
        upper({{ read_text('currency') }}) as currency,
        {{ read_text('channel') }} as channel,
        {{ read_id('campaign_id') }} as campaign_id,
        {{ read_id('email') }} as email,
        {{ read_id('phone') }} as phone,
        {{ read_id('visitor_id') }} as visitor_id,
        {{ read_timestamp('updated_at', text_columns) }} as updated_at,
        updated_at as received_updated_at,
        cancelled_at as received_cancelled_at,
        is_test as received_is_test,
        gross_amount as received_gross_amount,
        total_amount as received_total_amount,
        discount_amount as received_discount_amount,
        refunded_amount as received_refunded_amount,
        cost_amount as received_cost_amount
    from received
),

-- What was charged is what is left after the discount, where that came, and the discount. A note gives its total back.
charged as {{ inlined() }} (
    select
        read.*,
        {{ treatment_of_status }} as treatment_of_status,
        statuses.refunded as refunded_by_status,
        case
            when read.total_amount is null then read.given_gross_amount
            when read.total_amount < 0 or {{ treatment_of_status }} = 'credit_note' then read.total_amount
            else {{ try_cast_number(
                'cast(read.total_amount as decimal(19, 6))'
                ~ ' + cast(greatest(coalesce(read.discount_amount, 0), 0) as decimal(19, 6))',
                'decimal(18, 6)'
            ) }}
        end as gross_amount
    from read
    left join statuses on read.status = statuses.status
),

treated as {{ inlined() }} (
    select
        charged.*,
        case
            when treatment_of_status is null then null
            when is_test or cancelled_at is not null then 'ignored'
            {%- if var('zero_value_orders') == 'ignored' %}
            when treatment_of_status = 'purchase' and gross_amount = 0 then 'ignored'
            {%- endif %}
            else treatment_of_status
        end as treatment
    from charged
),

judged as {{ inlined() }} (
    select
        treated.*,
        case
            when treated._unreadable is not null then 'unreadable_row'
            when treated.order_id is null then 'missing_key'
            when
                treated.ordered_at is null
                or {{ is_unreadable('treated.received_updated_at', 'treated.updated_at', text_columns) }}
                or {{ is_unreadable('treated.received_cancelled_at', 'treated.cancelled_at', text_columns) }}
                then 'unreadable_timestamp'
            when {{ is_in_future('treated.ordered_at') }} then 'timestamp_in_future'
            when treated.treatment is null then 'unknown_status'
            -- What never came about is not judged for its money.
            when treated.treatment = 'ignored' then null
            when
                treated.gross_amount is null
                or {{ is_unreadable('treated.received_gross_amount', 'treated.given_gross_amount', text_columns) }}
                or {{ is_unreadable('treated.received_total_amount', 'treated.total_amount', text_columns) }}
                or {{ is_unreadable('treated.received_discount_amount', 'treated.discount_amount', text_columns) }}
                or {{ is_unreadable('treated.received_refunded_amount', 'treated.refunded_amount', text_columns) }}
                or {{ is_unreadable('treated.received_cost_amount', 'treated.cost_amount', text_columns) }}
                or {{ has_no_room('treated.gross_amount', 'first_rates.highest_rate') }}
                or {{ has_no_room('treated.cost_amount', 'first_rates.highest_rate') }}
                then 'unreadable_amount'
            when treated.gross_amount < 0 and treated.treatment <> 'credit_note' then 'negative_amount'
            when
                treated.currency <> '{{ var("reporting_currency") }}'
                and coalesce(first_rates.first_valid_from > {{ local_date('treated.ordered_at') }}, true)
                then 'missing_exchange_rate'
        end as quarantine_reason
    from treated
    left join first_rates on treated.currency = first_rates.currency
),

flawed as {{ inlined() }} (
    select
        _row_id,
        _has_versions,
        order_id,
        customer_id,
        ordered_at,
        status,
        treatment,
        refunded_by_status,
        gross_amount,
        given_gross_amount,
        total_amount,
        discount_amount,
        refunded_amount,
        cost_amount,
        is_test,
        cancelled_at,
        currency,
        channel,
        campaign_id,
        email,
        phone,
        -- Hashed once, where the order is read: a hash takes as long as all else that staging does.
        {{ email_key('email') }} as email_key,
        {{ phone_key('phone') }} as phone_key,
        visitor_id,
        updated_at,
        case when {{ is_unreadable('received_is_test', 'is_test', text_columns) }} then 1 else 0 end as unreadable_values,
        quarantine_reason,
        case
            when quarantine_reason is null and treatment <> 'ignored' then {{ flaws_named('orders') }}
        end as flaws
    from judged
),

final as (
    {{ with_row_status('orders', 'flawed') }}
)

select * from final
