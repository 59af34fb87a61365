{#-
    What stands before the body of a CTE that is named twice, for other rows each time, and is to be computed in each of these
    places for its rows: kept whole, it would be held in memory with all its columns. Spark has no such word, and need not.
-#}
{% macro inlined() -%}
    {{ return(adapter.dispatch('inlined', 'retensi')()) }}
{%- endmacro %}

{% macro default__inlined() -%}
    {{ return('not materialized') }}
{%- endmacro %}

{% macro spark__inlined() -%}
    {{ return('') }}
{%- endmacro %}
