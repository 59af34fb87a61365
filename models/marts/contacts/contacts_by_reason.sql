with rules as (
    select * from {{ ref('contact_rules') }}
),

labels as (
    select * from {{ ref('reason_words') }}
    where wording = 'label'
),

counted as (
    select
        reason,
        count(*) as contacts_due,
        count(*) filter (where held_back_by is null) as contacts_planned,
        count(*) filter (where held_back_by = 'no_consent') as contacts_without_consent,
        count(*) filter (where held_back_by = 'full_week') as contacts_beyond_week,
        count(*) filter (where held_back_by = 'full_days') as contacts_beyond_days
    from {{ ref('retensi', 'int_contacts_scheduled') }}
    group by reason
),

final as (
    select
        rules.reason,
        cast(rules.priority as bigint) as priority,
        rules.needs_consent,
        labels.english as reason_name,
        labels.indonesian as reason_name_id,
        {% for column in [
            'contacts_due', 'contacts_planned', 'contacts_without_consent', 'contacts_beyond_week', 'contacts_beyond_days'
        ] %}
        cast(coalesce(counted.{{ column }}, 0) as bigint) as {{ column }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from rules
    left join labels on rules.reason = labels.reason
    left join counted on rules.reason = counted.reason
)

select * from final
