{#- The shape of a text, in which nobody is named: 9 for each digit, x for each letter and what is no ASCII character. -#}
{% macro shape_of(text) -%}
    {{ return(adapter.dispatch('shape_of', 'retensi')(text)) }}
{%- endmacro %}

{% macro default__shape_of(text) -%}
    regexp_replace(regexp_replace({{ text }}, '[0-9]', '9', 'g'), '[^9 -/:-@[-`{-~]', 'x', 'g')
{%- endmacro %}

{% macro spark__shape_of(text) -%}
    regexp_replace(regexp_replace({{ text }}, '[0-9]', '9'), '[^9 -/:-@\\[-`{-~]', 'x')
{%- endmacro %}
