-- A step that the shop sends no events of looks like the loss of everybody, so it has no figures and is passed over.
-- What came in is taken from the accepted rows as they are served, type by type.
with came_in as (
    select interaction_type as event
    from {{ ref('retensi', 'interactions') }}
    union
    select case interaction_type when 'review_submitted' then 'positive_review' else 'promoter_response' end as event
    from {{ ref('retensi', 'interactions') }}
    where interaction_type in ('review_submitted', 'nps_response')
    union
    select 'registration' as event
    from {{ ref('retensi', 'interactions') }}
    where interaction_type = 'registered'
    union
    select 'registration' as event
    from {{ ref('retensi', 'customers') }}
    where registered_at is not null
    union
    select of_purchases.event
    from (
        {{ retensi.each_value(['purchase', 'second_purchase', 'fourth_purchase'], 'event') }}
    ) as of_purchases
    inner join {{ ref('retensi', 'orders') }} as orders
        on orders.treatment = 'purchase'
),

steps as (
    select
        funnel_lines.funnel,
        funnel_lines.step_number,
        count(came_in.event) > 0 as is_measured
    from ({{ retensi.funnel_lines() }}) as funnel_lines
    left join came_in
        on funnel_lines.event = came_in.event
    group by
        funnel_lines.funnel,
        funnel_lines.step_number
),

expected as (
    select
        *,
        is_measured and sum(case when is_measured then 1 else 0 end) over (partition by funnel) > 1 as has_people
    from steps
)

select
    funnel_steps_by_month.funnel,
    funnel_steps_by_month.entry_month,
    funnel_steps_by_month.step_number,
    funnel_steps_by_month.is_measured,
    funnel_steps_by_month.people
from {{ ref('retensi', 'funnel_steps_by_month') }} as funnel_steps_by_month
left join expected
    on
        funnel_steps_by_month.funnel = expected.funnel
        and funnel_steps_by_month.step_number = expected.step_number
where
    funnel_steps_by_month.is_measured is distinct from expected.is_measured
    or (funnel_steps_by_month.people is not null) is distinct from expected.has_people
    or (funnel_steps_by_month.people is null and funnel_steps_by_month.rate_from_first is not null)
    or (funnel_steps_by_month.people is null and funnel_steps_by_month.rate_from_previous is not null)
    or (funnel_steps_by_month.people is null and funnel_steps_by_month.people_in_first_step is not null)
