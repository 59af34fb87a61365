{#-
    Last of what runs before any model: notes in the warehouse which dbt command changes it from here on, so that what is
    published is what that command's own results speak of. A build that is killed leaves its note and no results. What
    amounts contain is noted for the report: it changes no figure, so that no model is built anew where it changes.
    Only a DuckDB file is published, so only there.
-#}
{% macro record_build() %}
    {#- What is referred to must be seen while dbt parses, too. #}
    {% do retensi.has_input_relations() %}
    {% set reads_only = flags.WHICH in ['test', 'compile', 'generate', 'show', 'list', 'freshness'] %}
    {% set front_door = graph.nodes.get('model.retensi.input_reconciliation') if execute else none %}
    {% if front_door is none or reads_only or target.type != 'duckdb' %}
        {% do return('') %}
    {% endif %}
    {% do retensi.warn_of_clock(front_door) %}
    {% set amounts = retensi.amounts_said() %}
    {% call statement('record_build', auto_begin=True) %}
    create schema if not exists {{ front_door.schema }};
    create or replace table {{ front_door.schema }}.last_build as
    select
        '{{ invocation_id }}' as invocation_id,
        '{{ flags.WHICH }}' as command,
        {{ retensi.build_started_at() }} as started_at,
        {%- for name in ['tax', 'shipping'] %}
        {%- set said = retensi.amounts_in_short(amounts, name) %}
        cast({{ "'" ~ said ~ "'" if said else 'null' }} as varchar) as {{ name }}_in_amounts
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    {% endcall %}
    {#- A query of a hook before may have begun a transaction, which nobody else would end. #}
    {% do adapter.commit() %}
{% endmacro %}

{#- Warns where the command that changed this warehouse last began later than this one, by an hour or more. -#}
{% macro warn_of_clock(front_door) %}
    {% set noted = load_relation(
        api.Relation.create(database=front_door.database, schema=front_door.schema, identifier='last_build')
    ) %}
    {% if noted is none %}
        {% do return('') %}
    {% endif %}
    {% for (last,) in run_query(
        'select started_at from ' ~ noted ~ ' where started_at > ' ~ retensi.build_started_at() ~ ' + interval 1 hour'
    ).rows %}
        {% do exceptions.warn(
            'The clock of this machine is behind, or was ahead: it is ' ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S')
            ~ ' UTC by it, and the last build began at ' ~ last ~ '. Rows with a later time wait in quarantine until '
            ~ 'it is right. Set the clock, then build again (docs/troubleshooting.md)'
        ) %}
    {% endfor %}
{% endmacro %}
