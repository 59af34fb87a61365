{#- The name of the eight-byte float type in a cast; contracts in YAML say float8. -#}
{% macro double_type() -%}
    {{ return(adapter.dispatch('double_type', 'retensi')()) }}
{%- endmacro %}

{% macro default__double_type() -%}
    double
{%- endmacro %}

{% macro postgres__double_type() -%}
    double precision
{%- endmacro %}
