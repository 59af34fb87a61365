-- Whoever refused, or was never asked, is not advertised to; nobody is written to in the past, too soon after the last
-- contact, or beyond the days that are planned; nor is anybody who asked to be forgotten.
select
    calendar.customer_id,
    calendar.reason
from {{ ref('retensi', 'communication_calendar') }} as calendar
cross join {{ ref('retensi', 'int_as_of') }} as bounds
left join {{ ref('contact_rules') }} as rules on calendar.reason = rules.reason
left join {{ ref('retensi', 'int_customers_known') }} as customers on calendar.customer_id = customers.customer_id
where
    rules.reason is null
    or customers.customer_id is null
    or (rules.needs_consent and (customers.marketing_consent is null or not customers.marketing_consent))
    or calendar.contact_on <= bounds.as_of
    or calendar.contact_on > {{ retensi.add_days('bounds.as_of', var('contact_days_ahead')) }}
    or {{ retensi.days_between(retensi.local_date('calendar.last_contacted_at'), 'calendar.contact_on') }}
    < rules.cool_down_days
    or calendar.priority <> rules.priority
    or {{ retensi.is_erased('calendar.customer_id') }}
