{#- Whole number division of two bigints, the fraction cut off; exact however large the numbers are. -#}
{% macro divide_whole(dividend, divisor) -%}
    {{ return(adapter.dispatch('divide_whole', 'retensi')(dividend, divisor)) }}
{%- endmacro %}

{% macro default__divide_whole(dividend, divisor) -%}
    ({{ dividend }} / {{ divisor }})
{%- endmacro %}

{% macro duckdb__divide_whole(dividend, divisor) -%}
    ({{ dividend }} // {{ divisor }})
{%- endmacro %}

{% macro spark__divide_whole(dividend, divisor) -%}
    ({{ dividend }} div {{ divisor }})
{%- endmacro %}
