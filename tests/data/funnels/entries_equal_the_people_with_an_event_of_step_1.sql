-- Nobody who did the first step is lost: counted from accepted rows, without the models of funnels.
with people as (
    select distinct interactions.person_id
    from {{ ref('retensi', 'int_interactions_identified') }} as interactions
    where interactions.interaction_type in ('ad_impression', 'ad_click', 'social_view')
),

entered as (
    select sum(people) as entered
    from {{ ref('retensi', 'funnel_steps_by_month') }}
    where funnel = 'marketing' and step_number = 1
)

select
    entered.entered,
    count(people.person_id) as expected
from entered
left join people on true
group by entered.entered
having coalesce(entered.entered, 0) <> count(people.person_id)
