with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

planned as (
    select * from {{ ref('retensi', 'int_contacts_planned') }}
),

contacted as (
    select * from {{ ref('retensi', 'int_customers_contacted') }}
),

-- A week is ranked as a whole, whether or not it ends within the days planned: else its last days would push out
-- tomorrow what is promised today.
ranked as (
    select
        planned.*,
        bounds.as_of,
        {{ days_between('bounds.as_of', 'planned.contact_on') }} as days_ahead,
        row_number() over (
            partition by planned.customer_id, planned.lacks_consent, {{ period_of('week', 'planned.contact_on') }}
            order by planned.priority, planned.reason
        ) as place_in_week,
        case
            when {{ period_of('week', 'planned.contact_on') }} = {{ period_of('week', 'bounds.as_of') }}
                then coalesce(contacted.contacts_this_week, 0)
            else 0
        end as places_taken
    from planned
    cross join bounds
    left join contacted on planned.customer_id = contacted.customer_id
),

-- The cap: of the contacts of a week the most important ones stay, as far as those of this week leave room.
final as (
    select
        customer_id,
        reason,
        about_on,
        arose_on,
        contact_on,
        days_ahead,
        contact_by,
        priority,
        can_wait,
        wording,
        number,
        other_number,
        other_on,
        word,
        case
            when lacks_consent then 'no_consent'
            when place_in_week + places_taken > {{ var('contacts_per_week') }} then 'full_week'
        end as held_back_by
    from ranked
    where
        {{ period_of('week', 'contact_on') }}
        <= {{ period_of('week', add_days('as_of', var('contact_days_ahead'))) }}
)

select * from final
