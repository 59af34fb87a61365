{#-
    That a text is one of some words without quotes in them. DuckDB makes a table of a list behind `in` and sends all columns
    of all rows through a join with it, once for each place; a list as a value is looked at where the condition comes to it.
-#}
{% macro is_one_of(text, words) -%}
    {{ return(adapter.dispatch('is_one_of', 'retensi')(text, words)) }}
{%- endmacro %}

{% macro default__is_one_of(text, words) -%}
    {{ text }} in ('{{ words | join("', '") }}')
{%- endmacro %}

{% macro duckdb__is_one_of(text, words) -%}
    list_contains(['{{ words | join("', '") }}'], {{ text }})
{%- endmacro %}
