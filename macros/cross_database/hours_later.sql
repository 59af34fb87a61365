{#- The timestamp a whole number of hours later (earlier where negative). -#}
{% macro hours_later(moment, hours) -%}
    {{ return(adapter.dispatch('hours_later', 'retensi')(moment, hours)) }}
{%- endmacro %}

{% macro default__hours_later(moment, hours) -%}
    cast({{ moment }} + ({{ hours }}) * interval '1 hour' as timestamp)
{%- endmacro %}

{% macro spark__hours_later(moment, hours) -%}
    timestampadd(hour, {{ hours }}, {{ moment }})
{%- endmacro %}
