{#-
    At the end of a build: the role that RETENSI_POSTGRES_READER names may look into the schema of the marts, whose
    tables are granted to it by configuration. Nothing elsewhere and where no role is named. For on-run-end.
-#}
{% macro grant_marts_usage() -%}
    {{ return(adapter.dispatch('grant_marts_usage', 'retensi')()) }}
{%- endmacro %}

{% macro default__grant_marts_usage() -%}
{%- endmacro %}

{% macro postgres__grant_marts_usage() -%}
    {%- set reader = env_var('RETENSI_POSTGRES_READER', '') %}
    {%- if execute and reader and flags.WHICH in ['build', 'run'] %}
    {%- set schema = graph.nodes['model.retensi.customers'].schema %}
    {%- if adapter.check_schema_exists(target.database, schema) %}
    grant usage on schema {{ adapter.quote(schema) }} to {{ adapter.quote(reader) }}
    {%- endif %}
    {%- endif %}
{%- endmacro %}
