{#- Text without what matches a regular expression. -#}
{% macro without_pattern(text, pattern) -%}
    {{ return(adapter.dispatch('without_pattern', 'retensi')(text, pattern)) }}
{%- endmacro %}

{% macro default__without_pattern(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '', 'g')
{%- endmacro %}

{% macro spark__without_pattern(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '')
{%- endmacro %}

{#- Text with another beginning where it matches a regular expression, which itself says that it is about the beginning. -#}
{% macro with_beginning(text, pattern, beginning) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ beginning }}')
{%- endmacro %}
