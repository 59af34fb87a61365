-- A split by channel that does not add up makes two teams argue over two truths. Medians and rates do not add up.
with split as (
    select
        funnel,
        entry_month,
        step_number,
        sum(people) as people
    from {{ ref('retensi', 'funnel_steps_by_channel') }}
    group by
        funnel,
        entry_month,
        step_number
),

by_month as (
    select * from {{ ref('retensi', 'funnel_steps_by_month') }}
)

select
    coalesce(by_month.funnel, split.funnel) as funnel,
    coalesce(by_month.entry_month, split.entry_month) as entry_month,
    coalesce(by_month.step_number, split.step_number) as step_number
from by_month
full outer join split
    on
        by_month.funnel = split.funnel
        and by_month.entry_month = split.entry_month
        and by_month.step_number = split.step_number
where
    coalesce(by_month.people, 0) <> coalesce(split.people, 0)
    -- A step without people is one in every split, too.
    or (split.step_number is not null and (by_month.people is null) <> (split.people is null))
