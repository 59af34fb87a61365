{#- Aggregate: the median of a number, as a float, the mean of the two middle values where their count is even; nulls are left out. -#}
{% macro median(number) -%}
    percentile_cont(0.5) within group (order by cast({{ number }} as {{ retensi.double_type() }}))
{%- endmacro %}
