{{ config(**incremental_by_key(key='person_id', changed_in='int_customers_changed', all_with='funnel')) }}

{%- set walks_again = is_changed('person_id', 'int_customers_changed', all_with='funnel') -%}
{%- set last_step = 8 -%}
{#- What several steps read is held in memory whole: few events in a continued build, all of them in another. -#}
{%- set events = 'changed_events' if is_continued() else ref('retensi', 'int_funnel_events') -%}
with funnel_steps as (
    select * from {{ ref('retensi', 'int_funnel_steps') }}
),

{% if is_continued() -%}
-- Where other steps are measured than before, everybody walks again; nothing but funnels is read for that.
changed_events as (
    select * from {{ ref('retensi', 'int_funnel_events') }}
    where {{ walks_again }}
),

{% endif -%}
-- People enter at the first event of the first measured step.
reached_1 as (
    select
        funnel_steps.funnel,
        funnel_steps.window_days,
        events.person_id,
        funnel_steps.step_number,
        min(events.occurred_at) as entered_at,
        min(events.event_place) as event_place,
        min(events.occurred_at) as reached_at,
        cast(null as timestamp) as previous_reached_at
    from {{ events }} as events
    inner join funnel_steps
        on
            events.event = funnel_steps.event
            and funnel_steps.measured_number = 1
    group by
        funnel_steps.funnel,
        funnel_steps.window_days,
        events.person_id,
        funnel_steps.step_number
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

-- Two names of one event have the same channel and campaign.
entries as (
    select
        reached_1.funnel,
        reached_1.person_id,
        {{ month_of('min(events.event_date)') }} as entry_month,
        min(events.channel) as entry_channel,
        min(events.campaign_id) as entry_campaign_id
    from reached_1
    inner join {{ events }} as events
        on
            reached_1.person_id = events.person_id
            and reached_1.event_place = events.event_place
    group by
        reached_1.funnel,
        reached_1.person_id
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
