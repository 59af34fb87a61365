{{ config(**incremental_by_key(tracks={'funnel': 'funnel'})) }}

with lines as (
    {{ funnel_lines() }}
),

events_named as (
    select * from {{ ref('retensi', 'int_funnel_events_named') }}
),

steps as (
    select
        lines.funnel,
        lines.step_number,
        bool_or(events_named.is_measured) as is_measured
    from lines
    inner join events_named
        on lines.event = events_named.event
    group by
        lines.funnel,
        lines.step_number
),

numbered as (
    select
        *,
        row_number() over (partition by funnel, is_measured order by step_number) as place,
        sum(case when is_measured then 1 else 0 end) over (partition by funnel) as measured_steps
    from steps
),

-- A single step is no way from one to another.
final as (
    select distinct
        lines.funnel,
        lines.window_days,
        lines.step_number,
        lines.step,
        lines.event,
        numbered.is_measured,
        cast(
            case when numbered.is_measured and numbered.measured_steps > 1 then numbered.place end as integer
        ) as measured_number
    from lines
    inner join numbered
        on
            lines.funnel = numbered.funnel
            and lines.step_number = numbered.step_number
)

select * from final
