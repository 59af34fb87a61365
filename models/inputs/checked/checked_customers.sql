{%- set text_columns = text_columns('customers') -%}

with versions as (
    {{ rows_with_versions('customers', [read_text('customer_id')]) }}
),

received as {{ inlined() }} (
    select
        received.*,
        versions._row_id is not null as _has_versions
    from {{ ref('retensi', 'received_customers') }} as received
    left join versions on received._row_id = versions._row_id
),

read as {{ inlined() }} (
    select
        _row_id,
        _has_versions,
        _unreadable,
        {{ read_id('customer_id') }} as customer_id,
        {{ read_timestamp('registered_at', text_columns) }} as registered_at,
        {{ read_id('email') }} as email,
        {{ read_id('phone') }} as phone,
        {{ read_text('acquisition_channel') }} as acquisition_channel,
        {{ read_date('birth_date', text_columns) }} as birth_date,
        {{ read_text('city') }} as city,
        {{ read_text('country') }} as country,
        {{ read_boolean('marketing_consent', text_columns) }} as marketing_consent,
        {{ read_boolean('email_consent', text_columns) }} as email_consent,
        {{ read_boolean('phone_consent', text_columns) }} as phone_consent,
        {{ read_timestamp('updated_at', text_columns) }} as updated_at,
        registered_at as received_registered_at,
        birth_date as received_birth_date,
        marketing_consent as received_marketing_consent,
        email_consent as received_email_consent,
        phone_consent as received_phone_consent,
        updated_at as received_updated_at
    from received
),

judged as {{ inlined() }} (
    select
        _row_id,
        _has_versions,
        customer_id,
        registered_at,
        email,
        phone,
        acquisition_channel,
        birth_date,
        city,
        country,
        marketing_consent,
        email_consent,
        phone_consent,
        updated_at,
        case when {{ is_unreadable('received_birth_date', 'birth_date', text_columns) }} then 1 else 0 end
        + case when {{ is_unreadable('received_marketing_consent', 'marketing_consent', text_columns) }} then 1 else 0 end
        + case when {{ is_unreadable('received_email_consent', 'email_consent', text_columns) }} then 1 else 0 end
        + case when {{ is_unreadable('received_phone_consent', 'phone_consent', text_columns) }} then 1 else 0 end
            as unreadable_values,
        case
            when _unreadable is not null then 'unreadable_row'
            when customer_id is null then 'missing_key'
            when
                {{ is_unreadable('received_registered_at', 'registered_at', text_columns) }}
                or {{ is_unreadable('received_updated_at', 'updated_at', text_columns) }}
                then 'unreadable_timestamp'
            when {{ is_in_future('registered_at') }} then 'timestamp_in_future'
        end as quarantine_reason
    from read
),

final as (
    {{ with_row_status('customers', 'judged') }}
)

select * from final
