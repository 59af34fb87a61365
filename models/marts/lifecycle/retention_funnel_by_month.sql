{%- set stages = ['new', 'repeat', 'at_risk', 'inactive'] -%}
{%- set moves = [
    ('new', 'repeat'), ('repeat', 'at_risk'), ('at_risk', 'inactive'), ('at_risk', 'repeat'), ('inactive', 'repeat')
] -%}
with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

-- One row, also where nobody has bought.
warmed_up as (
    select min(warmed_up_on) as warmed_up_on
    from {{ ref('retensi', 'int_channels_warmed_up') }}
    where breakdown = 'total'
),

counted as (
    select
        {%- for stage in stages %}
        cast(sum(case when to_stage = '{{ stage }}' then customer_count else 0 end) as bigint)
            as {{ stage }}_customers,
        cast(sum(case when from_stage = '{{ stage }}' then customer_count else 0 end) as bigint)
            as {{ stage }}_at_opening,
        {%- endfor %}
        {%- for from_stage, to_stage in moves %}
        cast(
            sum(
                case when from_stage = '{{ from_stage }}' and to_stage = '{{ to_stage }}' then customer_count else 0 end
            ) as bigint
        ) as {{ from_stage }}_to_{{ to_stage }}_customers,
        {%- endfor %}
        month
    from {{ ref('retensi', 'lifecycle_transitions_by_month') }}
    group by month
),

rated as (
    select
        counted.*,
        {%- for from_stage, to_stage in moves %}
        {{ safe_divide(
            'counted.' ~ from_stage ~ '_to_' ~ to_stage ~ '_customers', 'counted.' ~ from_stage ~ '_at_opening'
        ) }} as {{ from_stage }}_to_{{ to_stage }}_rate,
        {%- endfor %}
        coalesce(months.month_end < warmed_up.warmed_up_on, true) as is_warming_up,
        months.is_complete
    from counted
    inner join months on counted.month = months.month
    cross join warmed_up
)

select {{ contracted_columns() }} from rated
