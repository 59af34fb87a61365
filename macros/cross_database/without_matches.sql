{#- Text without all parts that match a regular expression, which has no backslash. -#}
{% macro without_matches(text, pattern) -%}
    {{ return(adapter.dispatch('without_matches', 'retensi')(text, pattern)) }}
{%- endmacro %}

{% macro default__without_matches(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '', 'g')
{%- endmacro %}

{% macro spark__without_matches(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '')
{%- endmacro %}
