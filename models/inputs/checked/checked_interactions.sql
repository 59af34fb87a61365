{{ config(**incremental_by_key(key="coalesce(interaction_id, '')", kinds=['interactions'])) }}
{{ config(pre_hook="{{ retensi.note_rows_judged_anew('interactions') }}") }}

{%- set text_columns = text_columns('interactions') -%}

with versions as (
    {{ rows_with_versions(
        'interactions',
        [read_text('interaction_id')],
        is_changed(keys_noted('interaction_id'), kinds=['interactions'])
    ) }}
),

received as {{ inlined() }} (
    select
        received.*,
        versions._row_id is not null as _has_versions
    from {{ ref('retensi', 'received_interactions') }} as received
    left join versions on received._row_id = versions._row_id
    where {{ is_changed(keys_noted('received.interaction_id'), kinds=['interactions']) }}
),

words as (
    select
        lower(trim(interaction_type)) as interaction_type,
        interaction_group,
        direction,
        value_is_required,
        lowest_value,
        highest_value,
        nullif(lower(trim(means)), '') as means
    from {{ ref('interaction_types') }}
),

-- A name of another system is read as the type that it stands for.
interaction_types as (
    select
        words.interaction_type,
        coalesce(meant.interaction_type, words.interaction_type) as type_meant,
        coalesce(words.means = 'ignored', false) as is_ignored,
        coalesce(meant.interaction_group, words.interaction_group) as interaction_group,
        coalesce(meant.direction, words.direction) as direction,
        coalesce(meant.value_is_required, words.value_is_required) as value_is_required,
        coalesce(meant.lowest_value, words.lowest_value) as lowest_value,
        coalesce(meant.highest_value, words.highest_value) as highest_value
    from words
    left join words as meant on words.means = meant.interaction_type
),

read as {{ inlined() }} (
    select
        _row_id,
        _has_versions,
        _unreadable,
        {{ read_id('interaction_id') }} as interaction_id,
        {{ read_id('customer_id') }} as customer_id,
        {{ read_id('email') }} as email,
        {{ read_id('phone') }} as phone,
        {{ read_id('visitor_id') }} as visitor_id,
        {{ read_timestamp('occurred_at', text_columns) }} as occurred_at,
        lower({{ read_id('interaction_type') }}) as interaction_type,
        {{ read_text('channel') }} as channel,
        {{ read_id('campaign_id') }} as campaign_id,
        {{ read_id('reference_id') }} as reference_id,
        {{ read_id('session_id') }} as session_id,
        {{ read_decimal('value', text_columns) }} as value,
        {{ read_text('body') }} as body,
        {{ read_timestamp('updated_at', text_columns) }} as updated_at,
        value as received_value,
        updated_at as received_updated_at
    from received
),

hashed as {{ inlined() }} (
    select
        read.*,
        {{ email_key('read.email') }} as email_key,
        {{ phone_key('read.phone') }} as phone_key
    from read
),

judged as {{ inlined() }} (
    select
        read._row_id,
        read._has_versions,
        read.interaction_id,
        read.customer_id,
        read.email,
        read.phone,
        read.email_key,
        read.phone_key,
        read.visitor_id,
        read.occurred_at,
        coalesce(interaction_types.type_meant, read.interaction_type) as interaction_type,
        coalesce(interaction_types.is_ignored, false) as is_ignored,
        interaction_types.interaction_group,
        interaction_types.direction,
        read.channel,
        read.campaign_id,
        read.reference_id,
        read.session_id,
        read.value,
        read.body,
        read.updated_at,
        case when {{ is_unreadable('read.received_value', 'read.value', text_columns) }} then 1 else 0 end as unreadable_values,
        case
            when read._unreadable is not null then 'unreadable_row'
            when read.interaction_id is null then 'missing_key'
            when coalesce(read.customer_id, read.email, read.visitor_id, read.phone_key) is null then 'missing_person'
            when
                read.occurred_at is null
                or {{ is_unreadable('read.received_updated_at', 'read.updated_at', text_columns) }}
                then 'unreadable_timestamp'
            when {{ is_in_future('read.occurred_at') }} then 'timestamp_in_future'
            when interaction_types.interaction_type is null then 'unknown_interaction_type'
            -- What says nothing here is not judged for its value.
            when interaction_types.is_ignored then null
            when
                coalesce(interaction_types.lowest_value, interaction_types.highest_value) is not null
                and {{ is_unreadable('read.received_value', 'read.value', text_columns) }}
                then 'unreadable_amount'
            when
                (interaction_types.value_is_required and read.value is null)
                or read.value < interaction_types.lowest_value
                or read.value > interaction_types.highest_value
                then 'value_out_of_range'
        end as quarantine_reason
    from hashed as read
    left join interaction_types on read.interaction_type = interaction_types.interaction_type
),

final as (
    {{ with_row_status('interactions', 'judged') }}
)

select * from final
