{%- set per_day = var('contacts_per_day') -%}
{%- set horizon = var('contact_days_ahead') | int -%}
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

capped as (
    select * from {{ ref('retensi', 'int_contacts_capped') }}
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
),

contacted as (
    select * from {{ ref('retensi', 'int_customers_contacted') }}
),

-- What cannot wait has its day; what can has one only where nothing limits the contacts of a day.
day_0 as (
    select
        capped.customer_id,
        capped.reason,
        capped.priority,
        coalesce(customer_orders.net_revenue, 0) as net_revenue,
        capped.days_ahead as first_day,
        coalesce({{ days_between('bounds.as_of', 'capped.contact_by') }}, {{ horizon }}) as last_day,
        {% if per_day is none %}
        capped.days_ahead as day_number
        {% else %}
        case when not capped.can_wait or capped.days_ahead > {{ horizon }} then capped.days_ahead end as day_number
        {% endif %}
    from capped
    cross join bounds
    left join customer_orders on capped.customer_id = customer_orders.customer_id
    where capped.held_back_by is null
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
        levelled.customer_id,
        levelled.reason,
        levelled.priority,
        levelled.first_day,
        levelled.day_number,
        {{ add_days('bounds.as_of', 'levelled.day_number') }} as contact_on,
        bounds.as_of
    from day_{{ horizon if per_day is not none else 0 }} as levelled
    cross join bounds
),

-- What moved into another week stays there only where the week has a place left.
placed as (
    select
        dated.customer_id,
        dated.reason,
        dated.contact_on,
        row_number() over (
            partition by dated.customer_id, {{ period_of('week', 'dated.contact_on') }}
            order by case when dated.day_number = dated.first_day then 0 else 1 end, dated.priority, dated.reason
        ) as place_in_week,
        case
            when {{ period_of('week', 'dated.contact_on') }} = {{ period_of('week', 'dated.as_of') }}
                then coalesce(contacted.contacts_this_week, 0)
            else 0
        end as places_taken
    from dated
    left join contacted on dated.customer_id = contacted.customer_id
    where dated.contact_on is not null
),

judged as (
    select
        capped.*,
        placed.contact_on as scheduled_on,
        case
            when capped.held_back_by is not null then capped.held_back_by
            when placed.contact_on is null then 'full_days'
            when placed.place_in_week + placed.places_taken > {{ var('contacts_per_week') }} then 'full_week'
        end as kept_from_calendar_by
    from capped
    left join placed
        on
            capped.customer_id = placed.customer_id
            and capped.reason = placed.reason
    where capped.days_ahead <= {{ horizon }}
),

final as (
    select
        customer_id,
        reason,
        case when kept_from_calendar_by is null then scheduled_on end as contact_on,
        priority,
        about_on,
        arose_on,
        wording,
        number,
        other_number,
        other_on,
        word,
        kept_from_calendar_by as held_back_by
    from judged
)

select * from final
