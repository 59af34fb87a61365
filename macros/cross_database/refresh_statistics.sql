{#-
    After a table was built: count its rows and values, so that what is built from it at once is planned well.
    PostgreSQL does so by itself only after a minute; for the post-hook of tables.
-#}
{% macro refresh_statistics(relation) -%}
    {{ return(adapter.dispatch('refresh_statistics', 'retensi')(relation)) }}
{%- endmacro %}

{% macro default__refresh_statistics(relation) -%}
{%- endmacro %}

{% macro postgres__refresh_statistics(relation) -%}
    {%- if config.get('materialized') != 'view' %}
    analyze {{ relation }}
    {%- endif %}
{%- endmacro %}
