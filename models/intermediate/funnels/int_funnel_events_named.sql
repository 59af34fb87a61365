{%- set derived = derived_events() -%}
with funnel_steps as (
    select * from {{ ref('retensi', 'int_funnel_steps') }}
),

final as (
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
    from funnel_steps
)

select * from final
