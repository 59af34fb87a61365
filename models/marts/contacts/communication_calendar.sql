with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

scheduled as (
    select * from {{ ref('retensi', 'int_contacts_scheduled') }}
    where held_back_by is null
),

reason_words as (
    select * from {{ ref('reason_words') }}
),

final as (
    select
        scheduled.customer_id,
        scheduled.reason,
        scheduled.contact_on,
        scheduled.priority,
        contacted.suggested_channel,
        {{ reason_in_words('reason_words.english', 'scheduled', 'en') }} as detail,
        {{ reason_in_words('reason_words.indonesian', 'scheduled', 'id') }} as detail_id,
        contacted.last_contacted_at,
        cast(
            {{ days_between(local_date('contacts.last_interaction_at'), 'bounds.as_of') }} as bigint
        ) as days_since_last_interaction
    from scheduled
    cross join bounds
    left join reason_words
        on
            scheduled.reason = reason_words.reason
            and scheduled.wording = reason_words.wording
    left join {{ ref('retensi', 'int_customers_contacted') }} as contacted
        on scheduled.customer_id = contacted.customer_id
    left join {{ ref('retensi', 'int_customer_contacts') }} as contacts on scheduled.customer_id = contacts.customer_id
)

select * from final
