{%- set per_day, per_week = var('contacts_per_day'), var('contacts_per_week') -%}
{%- set horizon = var('contact_days_ahead') | int -%}
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

planned as (
    select * from {{ ref('retensi', 'int_contacts_planned') }}
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
),

contacted as (
    select * from {{ ref('retensi', 'int_customers_contacted') }}
),

-- The cap: of the contacts of a week the most important ones stay, as far as those made this week leave room. A week is
-- ranked as a whole, whether or not it ends within the days planned: else its last days would push out tomorrow what is
-- promised today.
capped as (
    select
        planned.*,
        bounds.as_of,
        coalesce(contacted.contacts_this_week, 0) as contacts_this_week,
        {{ days_between('bounds.as_of', 'planned.contact_on') }} as days_ahead,
        case
            when planned.lacks_consent then 'no_consent'
            when
                row_number() over (
                    partition by
                        planned.customer_id, planned.lacks_consent, {{ period_of('week', 'planned.contact_on') }}
                    order by planned.priority, planned.reason
                ) + case
                    when {{ period_of('week', 'planned.contact_on') }} = {{ period_of('week', 'bounds.as_of') }}
                        then coalesce(contacted.contacts_this_week, 0)
                    else 0
                end > {{ per_week }}
                then 'full_week'
        end as capped_by
    from planned
    cross join bounds
    left join contacted on planned.customer_id = contacted.customer_id
    where {{ period_of('week', 'planned.contact_on') }} <= {{ period_of('week', add_days('bounds.as_of', horizon)) }}
),

-- What cannot wait has its day; what can has one only where nothing limits the contacts of a day.
day_0 as (
    select
        capped.customer_id,
        capped.reason,
        capped.priority,
        coalesce(customer_orders.net_revenue, 0) as net_revenue,
        capped.days_ahead as first_day,
        coalesce({{ days_between('capped.as_of', 'capped.contact_by') }}, {{ horizon }}) as last_day,
        {% if per_day is none %}
        capped.days_ahead as day_number
        {% else %}
        case when not capped.can_wait or capped.days_ahead > {{ horizon }} then capped.days_ahead end as day_number
        {% endif %}
    from capped
    left join customer_orders on capped.customer_id = customer_orders.customer_id
    where capped.capped_by is null
),

{#- The others fill up day after day: the most important reason first, then the customers who brought most. #}
{%- for day in range(1, horizon + 1) if per_day is not none %}

day_{{ day }} as (
    select
        customer_id,
        reason,
        priority,
        net_revenue,
        first_day,
        last_day,
        case
            when
                day_number is null
                and {{ day }} between first_day and last_day
                and row_number() over (
                    order by
                        case
                            when day_number = {{ day }} then 0
                            when day_number is null and {{ day }} between first_day and last_day then 1
                            else 2
                        end,
                        priority,
                        net_revenue desc,
                        {{ in_byte_order('customer_id') }},
                        reason
                ) <= {{ per_day }}
                then {{ day }}
            else day_number
        end as day_number
    from day_{{ day - 1 }}
),
{%- endfor %}

dated as (
    select
        capped.*,
        levelled.day_number,
        {{ add_days('capped.as_of', 'levelled.day_number') }} as scheduled_on
    from capped
    left join day_{{ horizon if per_day is not none else 0 }} as levelled
        on
            capped.customer_id = levelled.customer_id
            and capped.reason = levelled.reason
),

-- What moved into another week stays there only where the week has a place left.
judged as (
    select
        *,
        case
            when capped_by is not null then capped_by
            when scheduled_on is null then 'full_days'
            when
                row_number() over (
                    partition by customer_id, {{ period_of('week', 'scheduled_on') }}
                    order by day_number <> days_ahead, priority, reason
                ) + case
                    when {{ period_of('week', 'scheduled_on') }} = {{ period_of('week', 'as_of') }}
                        then contacts_this_week
                    else 0
                end > {{ per_week }}
                then 'full_week'
        end as held_back_by
    from dated
),

final as (
    select
        customer_id,
        reason,
        case when held_back_by is null then scheduled_on end as contact_on,
        priority,
        about_on,
        arose_on,
        wording,
        number,
        other_number,
        other_on,
        word,
        held_back_by
    from judged
    where days_ahead <= {{ horizon }}
)

select * from final
