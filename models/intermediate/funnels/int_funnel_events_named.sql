{%- set derived = derived_events() -%}
-- No funnel is built from a seed with problems: the model that lists them stops the build.
-- depends_on: {{ ref('retensi', 'int_funnel_problems') }}
with lines as (
    select * from {{ ref('retensi', 'int_funnel_lines') }}
),

interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
),

types_seen as (
    select distinct interaction_type as type_seen
    from interactions
),

-- One row, also where nothing came in.
purchases as (
    select count(*) as purchases_seen
    from {{ ref('retensi', 'int_orders_identified') }}
    where treatment = 'purchase'
),

accounts as (
    select count(*) as registrations_seen
    from {{ ref('retensi', 'int_customers_known') }}
    where registered_at is not null
),

events as (
    select distinct
        event,
        case
            {%- for name, source in derived.items() if source.interaction_type %}
            when event = '{{ name }}' then '{{ source.interaction_type }}'
            {%- endfor %}
            {%- for name, source in derived.items() if source.purchase_number %}
            when event = '{{ name }}' then null
            {%- endfor %}
            else event
        end as interaction_type,
        cast(
            case
                {%- for name, source in derived.items() if source.lowest_value %}
                when event = '{{ name }}' then {{ source.lowest_value }}
                {%- endfor %}
            end as decimal(18, 4)
        ) as lowest_value,
        cast(
            case
                {%- for name, source in derived.items() if source.purchase_number %}
                when event = '{{ name }}' then {{ source.purchase_number }}
                {%- endfor %}
            end as bigint
        ) as purchase_number
    from lines
),

-- Measured by what the event is made of: where reviews come in, a shop without good ones has none, and knows it.
final as (
    select
        events.*,
        types_seen.type_seen is not null
        or (events.interaction_type is null and purchases.purchases_seen > 0)
        or (events.event = 'registration' and accounts.registrations_seen > 0) as is_measured
    from events
    cross join purchases
    cross join accounts
    left join types_seen
        on events.interaction_type = types_seen.type_seen
)

select * from final
