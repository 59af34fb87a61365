with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

planned as (
    select * from {{ ref('retensi', 'int_contacts_planned') }}
),

contacts as (
    select * from {{ ref('retensi', 'int_customer_contacts') }}
),

contacted as (
    select * from {{ ref('retensi', 'int_customers_contacted') }}
),

-- A week is ranked as a whole, whether or not it ends within the days planned: else its last days would push out
-- tomorrow what is promised today.
ranked as (
    select
        *,
        row_number() over (
            partition by customer_id, {{ period_of('week', 'contact_on') }}
            order by priority, reason
        ) as place_in_week
    from planned
),

-- The cap: of the contacts of a week the most important ones stay, as far as those of this week leave room.
final as (
    select
        ranked.customer_id,
        ranked.reason,
        ranked.contact_on,
        ranked.priority,
        contacted.suggested_channel,
        ranked.detail,
        contacted.last_contacted_at,
        cast(
            {{ days_between(local_date('contacts.last_interaction_at'), 'bounds.as_of') }} as bigint
        ) as days_since_last_interaction
    from ranked
    cross join bounds
    left join contacted on ranked.customer_id = contacted.customer_id
    left join contacts on ranked.customer_id = contacts.customer_id
    where
        ranked.contact_on <= {{ add_days('bounds.as_of', var('contact_days_ahead')) }}
        and ranked.place_in_week
        + case
            when {{ period_of('week', 'ranked.contact_on') }} = {{ period_of('week', 'bounds.as_of') }}
                then coalesce(contacted.contacts_this_week, 0)
            else 0
        end
        <= {{ var('contacts_per_week') }}
)

select * from final
