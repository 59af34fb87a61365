-- A rule with a negative pause would write to somebody before the last message, one with negative days to write in
-- would never write, and nobody would be told why. Nobody is quiet or inactive before the day on which they are.
select
    reason,
    lead_days,
    valid_days,
    cool_down_days,
    priority
from {{ ref('contact_rules') }}
where
    valid_days < 0
    or cool_down_days < 0
    or priority < 1
    or (lead_days > 0 and reason in ('win_back', 'gone_quiet'))
