with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

reporting_months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

steps as (
    select distinct
        funnel,
        window_days,
        step_number,
        step,
        is_measured,
        measured_number is not null as has_people
    from {{ ref('retensi', 'int_funnel_steps') }}
),

breakdowns as (
    {{ each_value(['all', 'entry_channel', 'entry_campaign_id'], 'breakdown') }}
),

progress as (
    select
        int_funnel_progress.*,
        breakdowns.breakdown,
        case breakdowns.breakdown
            when 'entry_channel' then coalesce(int_funnel_progress.entry_channel, 'unknown')
            when 'entry_campaign_id' then coalesce(int_funnel_progress.entry_campaign_id, 'none')
            else 'all'
        end as breakdown_value
    from {{ ref('retensi', 'int_funnel_progress') }} as int_funnel_progress
    cross join breakdowns
),

counts as (
    select
        funnel,
        breakdown,
        breakdown_value,
        entry_month,
        step_number,
        count(*) as people,
        {{ median('hours_from_previous') }} as median_hours_from_previous
    from progress
    group by
        funnel,
        breakdown,
        breakdown_value,
        entry_month,
        step_number
),

-- A funnel that nobody entered is a row of zeros as well.
groups as (
    select
        funnel,
        breakdown,
        breakdown_value
    from counts
    union
    select
        funnel,
        'all' as breakdown,
        'all' as breakdown_value
    from steps
),

-- Every month of the reporting, and months before it with an entry. Of campaigns only months with an entry.
group_months as (
    select
        groups.*,
        reporting_months.month as entry_month
    from groups
    cross join reporting_months
    where groups.breakdown <> 'entry_campaign_id'
    union
    select
        funnel,
        breakdown,
        breakdown_value,
        entry_month
    from counts
),

dense as (
    select
        group_months.*,
        steps.step_number,
        steps.step,
        steps.is_measured,
        steps.has_people,
        case when steps.has_people then coalesce(counts.people, 0) end as people,
        counts.median_hours_from_previous,
        -- The window of who entered at the last moment of the month is over too.
        {{ hours_between(
            utc_of_local('cast(' ~ add_months('group_months.entry_month', 1) ~ ' as timestamp)'),
            utc_of_local('cast(' ~ add_days('bounds.as_of', 1) ~ ' as timestamp)')
        ) }} >= coalesce(steps.window_days, 0) * 24 as is_complete
    from group_months
    cross join bounds
    inner join steps on group_months.funnel = steps.funnel
    left join counts
        on
            group_months.funnel = counts.funnel
            and group_months.breakdown = counts.breakdown
            and group_months.breakdown_value = counts.breakdown_value
            and group_months.entry_month = counts.entry_month
            and steps.step_number = counts.step_number
),

-- The step before is the last one that has people.
compared as (
    select
        *,
        lag(people) over steps_in_order as people_in_previous_step,
        first_value(people) over steps_in_order as people_in_first_step
    from dense
    window
        steps_in_order as (
            partition by funnel, breakdown, breakdown_value, entry_month, has_people
            order by step_number
        )
),

final as (
    select
        funnel,
        breakdown,
        breakdown_value,
        entry_month,
        cast(step_number as bigint) as step_number,
        step,
        is_measured,
        cast(people as bigint) as people,
        cast(people_in_previous_step as bigint) as people_in_previous_step,
        cast(people_in_first_step as bigint) as people_in_first_step,
        {{ safe_divide('people', 'people_in_previous_step') }} as rate_from_previous,
        {{ safe_divide('people', 'people_in_first_step') }} as rate_from_first,
        median_hours_from_previous,
        is_complete
    from compared
)

select * from final
