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
        measured_number
    from {{ ref('retensi', 'int_funnel_steps') }}
),

counts as (
    select * from {{ ref('retensi', 'int_funnel_counts') }}
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

final as (
    select
        group_months.funnel,
        group_months.breakdown,
        group_months.breakdown_value,
        group_months.entry_month,
        steps.step_number,
        steps.step,
        steps.is_measured,
        steps.measured_number is not null as has_people,
        -- The window of who entered at the last moment of the month is over too.
        {{ hours_between(
            utc_of_local('cast(' ~ add_months('group_months.entry_month', 1) ~ ' as timestamp)'),
            utc_of_local('cast(' ~ add_days('bounds.as_of', 1) ~ ' as timestamp)')
        ) }} >= coalesce(steps.window_days, 0) * 24 as is_complete
    from group_months
    cross join bounds
    inner join steps on group_months.funnel = steps.funnel
)

select * from final
