with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

rules as (
    select * from {{ ref('contact_rules') }}
),

reasons as (
    select * from {{ ref('retensi', 'int_contact_reasons') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

contacts as (
    select * from {{ ref('retensi', 'int_customer_contacts') }}
),

contacted as (
    select * from {{ ref('retensi', 'int_customers_contacted') }}
),

-- From when on to write, and until when it makes sense. No answer to the question of consent is a no.
allowed as (
    select
        reasons.customer_id,
        reasons.reason,
        reasons.detail,
        rules.priority,
        {{ add_days('reasons.about_on', '-rules.lead_days') }} as first_day,
        {{ add_days('reasons.about_on', 'rules.valid_days - rules.lead_days') }} as last_day,
        {{ add_days('contacted.last_contacted_on', 'rules.cool_down_days') }} as cooled_down_on,
        {{ add_days('bounds.as_of', 1) }} as tomorrow,
        {{ add_days('bounds.as_of', var('contact_days_ahead')) }} as horizon,
        bounds.as_of,
        contacted.last_contacted_at,
        contacted.contacts_this_week,
        contacted.suggested_channel
    from reasons
    cross join bounds
    inner join rules on reasons.reason = rules.reason
    inner join customers on reasons.customer_id = customers.customer_id
    left join contacted on reasons.customer_id = contacted.customer_id
    where not rules.needs_consent or coalesce(customers.marketing_consent, false)
),

dated as (
    select
        *,
        greatest(first_day, tomorrow, coalesce(cooled_down_on, tomorrow)) as contact_on
    from allowed
),

-- The cap: of the contacts of a week the most important ones stay, as far as those of this week leave room.
ranked as (
    select
        *,
        row_number() over (
            partition by customer_id, {{ period_of('week', 'contact_on') }}
            order by priority, reason
        ) as place_in_week
    from dated
    where
        contact_on <= horizon
        and (last_day is null or contact_on <= last_day)
),

final as (
    select
        ranked.customer_id,
        ranked.reason,
        ranked.contact_on,
        cast(ranked.priority as bigint) as priority,
        ranked.suggested_channel,
        ranked.detail,
        ranked.last_contacted_at,
        cast(
            {{ days_between(local_date('contacts.last_interaction_at'), 'ranked.as_of') }} as bigint
        ) as days_since_last_interaction
    from ranked
    left join contacts on ranked.customer_id = contacts.customer_id
    where
        ranked.place_in_week
        + case
            when {{ period_of('week', 'ranked.contact_on') }} = {{ period_of('week', 'ranked.as_of') }}
                then coalesce(ranked.contacts_this_week, 0)
            else 0
        end
        <= {{ var('contacts_per_week') }}
)

select * from final
