{%- set stages = ['new', 'repeat', 'at_risk', 'inactive'] -%}
{%- set moves = [
    ('new', 'repeat'), ('repeat', 'at_risk'), ('at_risk', 'inactive'), ('at_risk', 'repeat'), ('inactive', 'repeat')
] -%}
with transitions as (
    select * from {{ ref('retensi', 'lifecycle_transitions_by_month') }}
),

retention as (
    select * from {{ ref('retensi', 'retention_by_month') }}
),

counts as (
    select
        month,
        {%- for stage in stages %}
        sum(case when to_stage = '{{ stage }}' then customer_count else 0 end) as {{ stage }}_customers,
        sum(case when from_stage = '{{ stage }}' then customer_count else 0 end) as {{ stage }}_at_opening,
        {%- endfor %}
        {%- for from_stage, to_stage in moves %}
        sum(
            case
                when from_stage = '{{ from_stage }}' and to_stage = '{{ to_stage }}' then customer_count else 0
            end
        ) as {{ from_stage }}_to_{{ to_stage }}_customers,
        {%- endfor %}
        is_complete
    from transitions
    group by
        month,
        is_complete
),

final as (
    select
        counts.month,
        {%- for stage in stages %}
        cast(counts.{{ stage }}_customers as bigint) as {{ stage }}_customers,
        {%- endfor %}
        {%- for stage in stages %}
        cast(counts.{{ stage }}_at_opening as bigint) as {{ stage }}_at_opening,
        {%- endfor %}
        {%- for from_stage, to_stage in moves %}
        cast(
            counts.{{ from_stage }}_to_{{ to_stage }}_customers as bigint
        ) as {{ from_stage }}_to_{{ to_stage }}_customers,
        {{ safe_divide(
            'counts.' ~ from_stage ~ '_to_' ~ to_stage ~ '_customers', 'counts.' ~ from_stage ~ '_at_opening'
        ) }} as {{ from_stage }}_to_{{ to_stage }}_rate,
        {%- endfor %}
        retention.is_warming_up,
        counts.is_complete
    from counts
    inner join retention
        on counts.month = retention.month
)

select * from final
