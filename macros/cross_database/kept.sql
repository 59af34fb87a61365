{#-
    What stands before the body of a CTE that is to be computed as it is, and not written into the place that names it: the
    planner of DuckDB takes twice as long for each window over a window. Spark has no such word, and need not.
-#}
{% macro kept() -%}
    {{ return(adapter.dispatch('kept', 'retensi')()) }}
{%- endmacro %}

{% macro default__kept() -%}
    {{ return('materialized') }}
{%- endmacro %}

{% macro spark__kept() -%}
    {{ return('') }}
{%- endmacro %}
