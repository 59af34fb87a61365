{#- A date as people write it, such as 3 January 2026. -#}
{% macro day_in_words(day) -%}
    {{ return(adapter.dispatch('day_in_words', 'retensi')(day)) }}
{%- endmacro %}

{% macro default__day_in_words(day) -%}
    to_char({{ day }}, 'FMDD FMMonth YYYY')
{%- endmacro %}

{% macro duckdb__day_in_words(day) -%}
    strftime({{ day }}, '%-d %B %Y')
{%- endmacro %}

{% macro spark__day_in_words(day) -%}
    date_format({{ day }}, 'd MMMM yyyy')
{%- endmacro %}
