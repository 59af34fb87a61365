-- A shop that can write to a hundred customers a day cannot write to two thousand on its first. What a customer is
-- owed, and what has its day, is promised for it.
{%- set limit = var('contacts_per_day') %}
select
    calendar.contact_on,
    count(*) as contacts
from {{ ref('retensi', 'communication_calendar') }} as calendar
inner join {{ ref('contact_rules') }} as rules on calendar.reason = rules.reason
group by calendar.contact_on
having
    {{ 'false' if limit is none else 'count(*) > ' ~ limit }}
    and count(*) filter (
        where rules.needs_consent and calendar.reason not in ('birthday', 'points_expiring', 'subscription_ending')
    ) > 0
