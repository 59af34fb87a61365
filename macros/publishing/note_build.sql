{#-
    Last of what runs before any model: notes in the warehouse which dbt command changes it from here on, so that what is
    published is what that command's own results speak of. A build that is killed leaves its note and no results.
    Only a DuckDB file is published, so only there.
-#}
{% macro note_build() %}
    {% set reads_only = flags.WHICH in ['test', 'compile', 'generate', 'show', 'list', 'freshness'] %}
    {% set front_door = graph.nodes.get('model.retensi.input_reconciliation') if execute else none %}
    {% if front_door is none or reads_only or target.type != 'duckdb' %}
        {% do return('') %}
    {% endif %}
    {% call statement('note_build', auto_begin=True) %}
    create schema if not exists {{ front_door.schema }};
    create or replace table {{ front_door.schema }}.last_build as
    select
        '{{ invocation_id }}' as invocation_id,
        '{{ flags.WHICH }}' as command,
        {{ retensi.build_started_at() }} as started_at
    {% endcall %}
    {#- A query of a hook before may have begun a transaction, which nobody else would end. #}
    {% do adapter.commit() %}
{% endmacro %}
