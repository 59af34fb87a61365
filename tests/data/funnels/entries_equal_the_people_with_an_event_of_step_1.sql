-- Nobody who did the first measured step is lost: counted from accepted rows, without the models that walk the funnels.
-- Derived events have no row of their own to count, so funnels that begin with one are left to the oracle.
with steps as (
    select
        int_funnel_steps.funnel,
        int_funnel_steps.event,
        interaction_types.interaction_type
    from {{ ref('retensi', 'int_funnel_steps') }} as int_funnel_steps
    left join {{ ref('interaction_types') }} as interaction_types
        on
            int_funnel_steps.event = interaction_types.interaction_type
            and interaction_types.means is null
    where int_funnel_steps.measured_number = 1
),

plain_funnels as (
    select funnel
    from steps
    group by funnel
    having count(*) = count(interaction_type)
),

expected as (
    select
        steps.funnel,
        count(distinct interactions.person_id) as people
    from plain_funnels
    inner join steps
        on plain_funnels.funnel = steps.funnel
    inner join {{ ref('retensi', 'int_interactions_identified') }} as interactions
        on steps.event = interactions.interaction_type
    group by steps.funnel
),

entered as (
    select
        funnel_steps_by_month.funnel,
        sum(funnel_steps_by_month.people) as people
    from {{ ref('retensi', 'funnel_steps_by_month') }} as funnel_steps_by_month
    inner join plain_funnels
        on funnel_steps_by_month.funnel = plain_funnels.funnel
    -- The measured step that has none before it.
    where funnel_steps_by_month.people_in_previous_step is null
    group by funnel_steps_by_month.funnel
)

select
    coalesce(expected.funnel, entered.funnel) as funnel,
    expected.people as expected_people,
    entered.people as entered_people
from expected
full outer join entered
    on expected.funnel = entered.funnel
where coalesce(expected.people, 0) <> coalesce(entered.people, 0)
