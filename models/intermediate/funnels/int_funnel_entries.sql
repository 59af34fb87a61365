{{ config(**incremental_by_key(key='person_id', changed_in='int_funnel_people_changed')) }}

with funnel_steps as (
    select * from {{ ref('retensi', 'int_funnel_steps') }}
    where measured_number = 1
),

events as (
    select * from {{ ref('retensi', 'int_funnel_events') }}
    where {{ is_changed('person_id', 'int_funnel_people_changed') }}
),

first_events as (
    select
        funnel_steps.funnel,
        funnel_steps.window_days,
        funnel_steps.step_number,
        events.person_id,
        min(events.occurred_at) as entered_at,
        min(events.event_place) as event_place
    from events
    inner join funnel_steps on events.event = funnel_steps.event
    group by
        funnel_steps.funnel,
        funnel_steps.window_days,
        funnel_steps.step_number,
        events.person_id
),

-- Two names of one event have the same channel and campaign.
final as (
    select
        first_events.funnel,
        first_events.window_days,
        first_events.step_number,
        first_events.person_id,
        first_events.entered_at,
        first_events.event_place,
        {{ month_of('min(events.event_date)') }} as entry_month,
        min(events.channel) as entry_channel,
        min(events.campaign_id) as entry_campaign_id
    from first_events
    inner join events
        on
            first_events.person_id = events.person_id
            and first_events.event_place = events.event_place
    group by
        first_events.funnel,
        first_events.window_days,
        first_events.step_number,
        first_events.person_id,
        first_events.entered_at,
        first_events.event_place
)

select * from final
