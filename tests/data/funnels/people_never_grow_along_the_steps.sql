-- Whoever reached a step reached every step before it, so a funnel can only narrow, however its people are split.
with split as (
    select
        'channel' as split_by,
        funnel,
        entry_month,
        entry_channel as split_value,
        step_number,
        people,
        people_in_previous_step
    from {{ ref('retensi', 'funnel_steps_by_channel') }}
    union all
    select
        'campaign' as split_by,
        funnel,
        entry_month,
        entry_campaign_id as split_value,
        step_number,
        people,
        people_in_previous_step
    from {{ ref('retensi', 'funnel_steps_by_campaign') }}
)

select
    split_by,
    funnel,
    entry_month,
    split_value,
    step_number
from split
where
    people > people_in_previous_step
    or (step_number > 1 and people_in_previous_step is null)
