with funnel_months as (
    select * from {{ ref('retensi', 'int_funnel_months') }}
),

counts as (
    select * from {{ ref('retensi', 'int_funnel_counts') }}
),

dense as (
    select
        funnel_months.*,
        case when funnel_months.has_people then coalesce(counts.people, 0) end as people,
        counts.median_hours_from_previous
    from funnel_months
    left join counts
        on
            funnel_months.funnel = counts.funnel
            and funnel_months.breakdown = counts.breakdown
            and funnel_months.breakdown_value = counts.breakdown_value
            and funnel_months.entry_month = counts.entry_month
            and funnel_months.step_number = counts.step_number
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
