-- Whoever asks why the calendar is empty must find each contact that is due in it, or under what holds it back.
with planned as (
    select
        reason,
        count(*) as contacts
    from {{ ref('retensi', 'communication_calendar') }}
    group by reason
)

select
    coalesce(counted.reason, planned.reason) as reason,
    counted.contacts_planned,
    planned.contacts
from {{ ref('retensi', 'contacts_by_reason') }} as counted
full outer join planned on counted.reason = planned.reason
where
    counted.reason is null
    or counted.contacts_planned <> coalesce(planned.contacts, 0)
    or counted.contacts_due
    <> counted.contacts_planned + counted.contacts_without_consent
    + counted.contacts_beyond_week + counted.contacts_beyond_days
