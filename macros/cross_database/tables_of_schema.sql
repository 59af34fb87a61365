{#- The names of the tables and views of a schema that this role may see, sorted; none where there is no such schema. -#}
{% macro tables_of_schema(database, schema) -%}
    {{ return(adapter.dispatch('tables_of_schema', 'retensi')(database, schema)) }}
{%- endmacro %}

{% macro default__tables_of_schema(database, schema) -%}
    {%- set found = run_query(
        "select distinct table_name from information_schema.tables where lower(table_schema) = '"
        ~ (schema | lower | replace("'", "''")) ~ "' and lower(table_catalog) = '"
        ~ (database | lower | replace("'", "''")) ~ "' order by table_name"
    ) -%}
    {{ return(found.columns[0].values() | list) }}
{%- endmacro %}

{% macro spark__tables_of_schema(database, schema) -%}
    {%- if not adapter.check_schema_exists(database, schema) -%}
        {{ return([]) }}
    {%- endif -%}
    {{ return(run_query('show tables in ' ~ adapter.quote(schema)).columns[1].values() | sort) }}
{%- endmacro %}
