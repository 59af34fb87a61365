{#-
    A query of the events that steps of funnels name: what each is made of, and whether any of that came in. It reads the
    CTEs `lines` of funnels, `types_seen` of interactions (`type_seen`), and of one row each `purchases`
    (`purchases_seen`) and `accounts` (`registrations_seen`).
-#}
{% macro events_of_funnels() -%}
    {%- set derived = retensi.derived_events() %}
    select
        events.*,
        -- By what the event is made of: where reviews come in, a shop without good ones has none, and knows it.
        types_seen.type_seen is not null
        or (events.interaction_type is null and purchases.purchases_seen > 0)
        or (events.event = 'registration' and accounts.registrations_seen > 0) as is_measured
    from (
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
    ) as events
    cross join purchases
    cross join accounts
    left join types_seen
        on events.interaction_type = types_seen.type_seen
{%- endmacro %}
