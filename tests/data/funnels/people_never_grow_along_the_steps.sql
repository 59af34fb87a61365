-- Whoever reached a step reached every step before it, so a funnel can only narrow.
select
    funnel,
    entry_month,
    entry_channel,
    step_number
from {{ ref('retensi', 'funnel_steps_by_channel') }}
where
    people > people_in_previous_step
    or (step_number > 1 and people_in_previous_step is null)
