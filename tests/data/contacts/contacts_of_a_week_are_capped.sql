-- A customer who gets more than a few messages a week stops reading any.
select
    customer_id,
    {{ retensi.period_of('week', 'contact_on') }} as week,
    count(*) as contacts
from {{ ref('retensi', 'communication_calendar') }}
group by
    customer_id,
    {{ retensi.period_of('week', 'contact_on') }}
having count(*) > {{ var('contacts_per_week') }}
