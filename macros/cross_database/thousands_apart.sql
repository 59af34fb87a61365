{#- A bigint as text with a comma between thousands. -#}
{% macro thousands_apart(number) -%}
    {{ return(adapter.dispatch('thousands_apart', 'retensi')(number)) }}
{%- endmacro %}

{% macro default__thousands_apart(number) -%}
    format('{:,}', {{ number }})
{%- endmacro %}

{% macro postgres__thousands_apart(number) -%}
    to_char({{ number }}, 'FM999,999,999,999,999,990')
{%- endmacro %}

{% macro spark__thousands_apart(number) -%}
    format_number({{ number }}, 0)
{%- endmacro %}
