{{ config(**incremental_by_key(key='interaction_id', kinds=['interactions'], tracks={'person': 'person_id'})) }}
{{ config(pre_hook="{{ retensi.note_identified_anew('interactions', 'interaction_date') }}") }}
{%- set owners = ref('retensi', 'int_identifiers_owned') %}

with identified as (
    select
        interactions.*,
        coalesce(
            merged.customer_id, interactions.customer_id, emails.customer_id, phones.customer_id, visitors.customer_id
        ) as resolved_customer_id
    from {{ ref('retensi', 'stg_interactions') }} as interactions
    left join {{ owners }} as merged on merged.kind = 'customer' and interactions.customer_id = merged.identifier
    left join {{ owners }} as emails on emails.kind = 'email' and interactions.email_key = emails.identifier
    left join {{ owners }} as phones on phones.kind = 'phone' and interactions.phone_key = phones.identifier
    left join {{ owners }} as visitors on visitors.kind = 'visitor' and interactions.visitor_id = visitors.identifier
    where
        {{ is_changed('interactions.interaction_id', kinds=['interactions']) }}
        -- Compared as a value: as a join it lets DuckDB take all interactions for few, and hash them instead of people.
        and interactions.interaction_date <= (select known.as_of from {{ ref('retensi', 'int_as_of') }} as known)
),

final as (
    select
        interaction_id,
        coalesce(resolved_customer_id, concat('visitor:', visitor_id)) as person_id,
        resolved_customer_id as customer_id,
        occurred_at,
        interaction_date,
        interaction_type,
        interaction_group,
        direction,
        channel,
        campaign_id,
        reference_id,
        value,
        body
    from identified
)

select * from final
