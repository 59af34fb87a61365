{#- The date a whole number of calendar months later (earlier where negative). -#}
{% macro add_months(day, months) -%}
    {{ return(adapter.dispatch('add_months', 'retensi')(day, months)) }}
{%- endmacro %}

{% macro default__add_months(day, months) -%}
    cast({{ day }} + ({{ months }}) * interval '1 month' as date)
{%- endmacro %}

{% macro spark__add_months(day, months) -%}
    add_months({{ day }}, {{ months }})
{%- endmacro %}
