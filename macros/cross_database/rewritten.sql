{#- A text with the first match of a regular expression replaced (write backslashes doubled); `\\1` is its first group. -#}
{% macro rewritten(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('rewritten', 'retensi')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__rewritten(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{% macro spark__rewritten(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern | replace("\\", "\\\\") }}', '{{ replacement | replace("\\", "$") }}')
{%- endmacro %}
