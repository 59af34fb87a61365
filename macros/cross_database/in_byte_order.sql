{#-
    Text that is compared and sorted by its bytes, as DuckDB and Spark do, whatever language a PostgreSQL database sorts
    by. What is made of it keeps that order. pg_c_utf8 has upper and lower case of all letters, unlike "C".
-#}
{% macro in_byte_order(text) -%}
    {{ return(adapter.dispatch('in_byte_order', 'retensi')(text)) }}
{%- endmacro %}

{% macro default__in_byte_order(text) -%}
    {{ text }}
{%- endmacro %}

{% macro postgres__in_byte_order(text) -%}
    ({{ text }} collate pg_c_utf8)
{%- endmacro %}
