{#-
    At the end of a build: the role that RETENSI_POSTGRES_READER names may look into the schema of the marts, whose
    tables are granted to it by configuration. Nothing elsewhere and where no role is named. For on-run-end.
-#}
{% macro let_read_marts() -%}
    {{ return(adapter.dispatch('let_read_marts', 'retensi')()) }}
{%- endmacro %}

{% macro default__let_read_marts() -%}
{%- endmacro %}

{% macro postgres__let_read_marts() -%}
    {%- set reader = env_var('RETENSI_POSTGRES_READER', '') %}
    {%- if execute and reader and flags.WHICH in ['build', 'run'] %}
    {%- set schema = graph.nodes['model.retensi.customers'].schema %}
    {%- if adapter.check_schema_exists(target.database, schema) %}
    grant usage on schema {{ adapter.quote(schema) }} to {{ adapter.quote(reader) }}
    {%- endif %}
    {%- endif %}
{%- endmacro %}
