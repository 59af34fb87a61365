{{ config(**incremental_by_key(tracks={'funnel': 'funnel'})) }}

-- No funnel is built from a seed with problems: the model that lists them stops the build.
-- depends_on: {{ ref('retensi', 'int_funnel_problems') }}
with lines as (
    {{ funnel_lines() }}
),

types_seen as (
    select distinct interaction_type as type_seen
    from {{ ref('retensi', 'int_interactions_identified') }}
),

-- One row, also where nothing came in.
purchases as (
    select count(*) as purchases_seen
    from {{ ref('retensi', 'int_orders_identified') }}
    where treatment = 'purchase'
),

accounts as (
    select count(*) as registrations_seen
    from {{ ref('retensi', 'int_customer_attributes') }}
    where registered_at is not null
),

events as (
    {{ events_of_funnels() }}
),

steps as (
    select distinct
        lines.funnel,
        lines.window_days,
        lines.step_number,
        lines.step,
        lines.event,
        events.interaction_type,
        events.lowest_value,
        events.purchase_number,
        bool_or(events.is_measured) over (partition by lines.funnel, lines.step_number) as is_measured
    from lines
    inner join events on lines.event = events.event
),

numbered as (
    select
        *,
        dense_rank() over (partition by funnel, is_measured order by step_number) as place
    from steps
),

-- A single step is no way from one to another.
final as (
    select
        funnel,
        window_days,
        step_number,
        step,
        event,
        interaction_type,
        lowest_value,
        purchase_number,
        is_measured,
        cast(
            case when is_measured and max(place) over (partition by funnel, is_measured) > 1 then place end as integer
        ) as measured_number
    from numbered
)

select * from final
