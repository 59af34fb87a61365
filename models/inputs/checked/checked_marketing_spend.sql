{%- set text_columns = text_columns('marketing_spend') -%}

with received as (
    select * from {{ ref('retensi', 'received_marketing_spend') }}
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

read as (
    select
        _row_id,
        _unreadable,
        {{ read_date('spend_date', text_columns) }} as spend_date,
        lower({{ read_text('channel') }}) as channel,
        {{ read_decimal('amount', text_columns) }} as amount,
        {{ read_id('campaign_id') }} as campaign_id,
        upper({{ read_text('currency') }}) as currency,
        spend_date as received_spend_date
    from received
),

judged as (
    select
        read._row_id,
        read.spend_date,
        read.channel,
        read.amount,
        read.campaign_id,
        read.currency,
        0 as unreadable_values,
        case
            when read._unreadable is not null then 'unreadable_row'
            when {{ is_unreadable('read.received_spend_date', 'read.spend_date', text_columns) }} then 'unreadable_timestamp'
            when read.spend_date is null or read.channel is null then 'missing_key'
            when {{ is_in_future(utc_of_local('cast(read.spend_date as timestamp)')) }} then 'timestamp_in_future'
            when
                read.amount is null or {{ has_no_room('read.amount', 'first_rates.highest_rate') }}
                then 'unreadable_amount'
            when read.amount < 0 then 'negative_amount'
            when
                read.currency <> '{{ var("reporting_currency") }}'
                and coalesce(first_rates.first_valid_from > read.spend_date, true)
                then 'missing_exchange_rate'
        end as quarantine_reason
    from read
    left join first_rates on read.currency = first_rates.currency
),

final as (
    {{ with_row_status('marketing_spend', 'judged', is_few=true) }}
)

select * from final
