{#- First day of the period of a date: of its calendar month (`month`) or of its ISO week, a Monday (`week`). -#}
{% macro period_of(period_type, day) -%}
    cast(date_trunc('{{ period_type }}', {{ day }}) as date)
{%- endmacro %}
