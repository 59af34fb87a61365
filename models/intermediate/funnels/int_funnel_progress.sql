{{ config(**incremental_by_key(key='person_id', changed_in='int_funnel_people_changed')) }}

{%- set last_step = 8 -%}
{#- What several steps read is held in memory whole: few events in a continued build, all of them in another. -#}
{%- set events = 'changed_events' if is_continued() else ref('retensi', 'int_funnel_events') -%}
with funnel_steps as (
    select * from {{ ref('retensi', 'int_funnel_steps') }}
),

{% if is_continued() -%}
changed_events as (
    select * from {{ ref('retensi', 'int_funnel_events') }}
    where {{ is_changed('person_id', 'int_funnel_people_changed') }}
),

{% endif -%}
entries as (
    select * from {{ ref('retensi', 'int_funnel_entries') }}
    where {{ is_changed('person_id', 'int_funnel_people_changed') }}
),

reached_1 as (
    select
        funnel,
        window_days,
        person_id,
        step_number,
        entered_at,
        event_place,
        entered_at as reached_at,
        cast(null as timestamp) as previous_reached_at
    from entries
),

-- One measured step after the other.
-- Places follow the time, so the first event after the last one has the smallest place and the earliest time.
{%- for place in range(2, last_step + 1) %}
reached_{{ place }} as (
    select
        reached.funnel,
        reached.window_days,
        reached.person_id,
        funnel_steps.step_number,
        reached.entered_at,
        min(events.event_place) as event_place,
        min(events.occurred_at) as reached_at,
        reached.reached_at as previous_reached_at
    from reached_{{ place - 1 }} as reached
    inner join funnel_steps
        on
            reached.funnel = funnel_steps.funnel
            and funnel_steps.measured_number = {{ place }}
    inner join {{ events }} as events
        on
            funnel_steps.event = events.event
            and reached.person_id = events.person_id
            and reached.event_place < events.event_place
    where
        reached.window_days is null
        or {{ hours_between('reached.entered_at', 'events.occurred_at') }} < reached.window_days * 24
    group by
        reached.funnel,
        reached.window_days,
        reached.person_id,
        funnel_steps.step_number,
        reached.entered_at,
        reached.reached_at
),

{% endfor -%}
reached as (
    {%- for place in range(1, last_step + 1) %}
    select * from reached_{{ place }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        reached.funnel,
        reached.person_id,
        cast(reached.step_number as bigint) as step_number,
        reached.reached_at,
        {{ hours_between('reached.previous_reached_at', 'reached.reached_at') }} as hours_from_previous,
        entries.entry_month,
        entries.entry_channel,
        entries.entry_campaign_id
    from reached
    inner join entries
        on
            reached.funnel = entries.funnel
            and reached.person_id = entries.person_id
)

select * from final
