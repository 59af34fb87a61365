{#-
    Before any model runs: sees whether the history in the warehouse can be continued, and notes which files there are.
    It cannot where a build with these settings has not come through yet, or where a table of it is gone; then
    should_full_refresh() says so to every model of this build. For on-run-start, after check_inputs().
-#}
{% macro begin_history() %}
    {#- What is referred to must be seen while dbt parses, too. #}
    {% do retensi.has_input_relations() %}
    {% if not execute or flags.WHICH not in ['build', 'run'] or not retensi.keeps_history() %}
        {% do return('') %}
    {% endif %}
    {% set state = retensi.state_relation('history_state') %}
    {% do adapter.create_schema(state) %}
    {% set there = adapter.get_relation(state.database, state.schema, state.identifier) is not none %}
    {% set settings = retensi.settings_of_history() %}
    {% set known = run_query("select settings from " ~ state).columns[0].values() | list if there else [] %}
    {% set missing = [] %}
    {% for node in graph.nodes.values() if retensi.is_history(node) %}
        {% set relation = adapter.get_relation(node.database, node.schema, node.alias) %}
        {% if relation is none or relation.type != 'table' %}{% do missing.append(node.name) %}{% endif %}
    {% endfor %}
    {% set is_whole = flags.FULL_REFRESH or known != [settings] or missing %}
    {% if is_whole and known and not flags.FULL_REFRESH %}
        {% do log(
            'All history is built anew: ' ~ (
                'settings, reference seeds, SQL or the columns of an input changed' if known != [settings]
                else 'there is no ' ~ missing | join(', ')
            ), info=true
        ) %}
    {% endif %}
    {% call statement('begin_history', auto_begin=True) %}
    {% if is_whole %}
    {% for name, columns in retensi.state_columns().items() %}
    drop table if exists {{ retensi.state_relation(name) }};
    create table {{ retensi.state_relation(name) }} ({{ columns }});
    {% endfor %}
    {% endif %}
    delete from {{ retensi.state_relation('settings_begun') }};
    insert into {{ retensi.state_relation('settings_begun') }} values ('{{ settings }}');
    delete from {{ retensi.state_relation('files_seen') }};
    {% set folder = retensi.input_place().path %}
    {% if folder is not none %}
        {% for input, files in retensi.landed_files(folder).items() if input in retensi.input_contract() %}
            {% for file in files %}
    insert into {{ retensi.state_relation('files_seen') }}
    values (
        '{{ input }}', '{{ file.name | replace("'", "''") }}', {{ file.size }}, {{ file.modified_ns }},
        '{{ tojson(file.get('file', file)) | replace("'", "''") }}'
    );
            {% endfor %}
        {% endfor %}
    {% endif %}
    {% endcall %}
    {#- A query before may have begun a transaction, which nobody else would end. #}
    {% do adapter.commit() %}
{% endmacro %}

{#- Whether a node is a table that is continued from build to build. -#}
{% macro is_history(node) -%}
    {{- return(
        node.package_name == 'retensi' and node.resource_type == 'model' and node.config.materialized == 'incremental'
    ) }}
{%- endmacro %}

{#- Whether this build continues the history in the warehouse; otherwise it builds all of it anew. -#}
{% macro continues_history() -%}
    {%- if not execute or flags.FULL_REFRESH or not retensi.keeps_history() or flags.WHICH not in ['build', 'run'] %}
        {{- return(false) }}
    {%- endif %}
    {{- return(run_query('select 1 from ' ~ retensi.state_relation('history_state')).rows | length > 0) }}
{%- endmacro %}

{#-
    dbt's own question, asked by incremental models and seeds, answered for those of this project. A flag would need whoever
    runs dbt to know when; tables dropped before the build would take away what is served.
-#}
{% macro should_full_refresh() -%}
    {{- return(not retensi.continues_history()) }}
{%- endmacro %}
