-- Nobody is asked why they are so quiet who is to be won back, nor won back before they are lost: the stage on the day
-- of the contact decides. Whose last word was bad gets neither.
with last_purchases as (
    select
        customer_id,
        max(order_date) as last_order_date
    from {{ ref('retensi', 'orders') }}
    where order_number is not null
    group by customer_id
),

contacts as (
    select
        calendar.customer_id,
        calendar.reason,
        customers.risk_reasons,
        coalesce(
            {{ retensi.days_between('last_purchases.last_order_date', 'calendar.contact_on') }}
            > {{ var('inactive_after_days') }},
            false
        ) as is_inactive
    from {{ ref('retensi', 'communication_calendar') }} as calendar
    inner join {{ ref('retensi', 'customers') }} as customers on calendar.customer_id = customers.customer_id
    left join last_purchases on calendar.customer_id = last_purchases.customer_id
    where calendar.reason in ('win_back', 'gone_quiet')
)

select
    customer_id,
    reason
from contacts
where
    (reason = 'win_back' and not is_inactive)
    or (reason = 'gone_quiet' and is_inactive)
    or risk_reasons like '%negative_feedback%'
    or risk_reasons like '%open_complaint%'
