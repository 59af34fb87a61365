-- A rule with a negative pause would write to somebody before the last message, one with negative days to write in
-- would never write, and nobody would be told why.
select
    reason,
    valid_days,
    cool_down_days,
    priority
from {{ ref('contact_rules') }}
where
    valid_days < 0
    or cool_down_days < 0
    or priority < 1
