-- Whoever reached a step reached every measured step before it, so a funnel can only narrow, however its people are
-- split.
with split as (
    select
        'channel' as split_by,
        funnel,
        entry_month,
        entry_channel as split_value,
        step_number,
        people,
        people_in_previous_step,
        people_in_first_step
    from {{ ref('retensi', 'funnel_steps_by_channel') }}
    union all
    select
        'campaign' as split_by,
        funnel,
        entry_month,
        entry_campaign_id as split_value,
        step_number,
        people,
        people_in_previous_step,
        people_in_first_step
    from {{ ref('retensi', 'funnel_steps_by_campaign') }}
    union all
    select
        'nothing' as split_by,
        funnel,
        entry_month,
        'all' as split_value,
        step_number,
        people,
        people_in_previous_step,
        people_in_first_step
    from {{ ref('retensi', 'funnel_steps_by_month') }}
),

counted as (
    select
        *,
        lag(people) over (
            partition by split_by, funnel, entry_month, split_value
            order by step_number
        ) as people_before,
        max(people) over (partition by split_by, funnel, entry_month, split_value) as most_people
    from split
    where people is not null
)

select
    split_by,
    funnel,
    entry_month,
    split_value,
    step_number
from counted
where
    people > people_in_previous_step
    or people_in_previous_step is distinct from people_before
    or people_in_first_step is distinct from most_people
