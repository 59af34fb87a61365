with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

rules as (
    select * from {{ ref('contact_rules') }}
),

reasons as (
    {%- for part in ['accounts', 'orders', 'complaints', 'balances', 'feedback'] %}
    select
        customer_id,
        reason,
        about_on,
        arose_on,
        over_on,
        wording,
        number,
        other_number,
        other_on,
        word
    from {{ ref('retensi', 'int_contacts_about_' ~ part) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

contacted as (
    select * from {{ ref('retensi', 'int_customers_contacted') }}
),

last_contacts as (
    select
        customer_id,
        made_about,
        max(contacted_on) as contacted_on
    from {{ ref('retensi', 'int_contacts_made') }}
    where customer_id is not null
    group by
        customer_id,
        made_about
),

-- From when on to write, and until when it makes sense and still holds. No answer to the question of consent is a no,
-- and who is forgotten cannot be answered either.
allowed as (
    select
        reasons.*,
        rules.priority,
        rules.once,
        rules.needs_consent,
        rules.needs_consent and not coalesce(customers.marketing_consent, false) as lacks_consent,
        -- Nobody could write before the day after it came about.
        greatest(
            {{ add_days('reasons.about_on', '-rules.lead_days') }},
            coalesce(
                {{ add_days('reasons.arose_on', 1) }}, {{ add_days('reasons.about_on', '-rules.lead_days') }}
            )
        ) as first_day,
        {{ add_days('reasons.about_on', 'rules.valid_days - rules.lead_days') }} as last_valid_on,
        {{ add_days('reasons.over_on', -1) }} as last_held_on,
        {{ add_days('contacted.last_contacted_on', 'rules.cool_down_days') }} as cooled_down_on,
        {{ add_days('bounds.as_of', 1) }} as tomorrow
    from reasons
    cross join bounds
    inner join rules on reasons.reason = rules.reason
    inner join customers on reasons.customer_id = customers.customer_id
    left join contacted on reasons.customer_id = contacted.customer_id
    where not {{ is_erased('reasons.customer_id') }}
),

-- A contact that does not say what it was about counts for everything that was due by then.
outstanding as (
    select
        allowed.*,
        greatest(allowed.first_day, allowed.tomorrow, coalesce(allowed.cooled_down_on, allowed.tomorrow)) as contact_on,
        least(
            coalesce(allowed.last_valid_on, allowed.last_held_on),
            coalesce(allowed.last_held_on, allowed.last_valid_on)
        ) as contact_by
    from allowed
    left join last_contacts as contacts_about_it
        on
            allowed.customer_id = contacts_about_it.customer_id
            and allowed.reason = contacts_about_it.made_about
    left join last_contacts as contacts_about_anything
        on
            allowed.customer_id = contacts_about_anything.customer_id
            and contacts_about_anything.made_about = 'any'
    where
        not allowed.once
        or not (
            coalesce(contacts_about_it.contacted_on >= allowed.first_day, false)
            or coalesce(contacts_about_anything.contacted_on >= allowed.first_day, false)
        )
),

ranked as (
    select
        *,
        row_number() over (partition by customer_id, reason order by about_on asc) as earliest_first
    from outstanding
    where contact_by is null or contact_on <= contact_by
),

final as (
    select
        customer_id,
        reason,
        about_on,
        arose_on,
        contact_on,
        contact_by,
        cast(priority as bigint) as priority,
        lacks_consent,
        -- What a customer is owed, and what has its day, is written about on its day.
        needs_consent and reason not in ('birthday', 'points_expiring', 'subscription_ending') as can_wait,
        wording,
        number,
        other_number,
        other_on,
        word
    from ranked
    where earliest_first = 1
)

select * from final
