{#-
    A table of the inputs' schema in which a build keeps what the next one must know; no model makes them. They are declared
    as a source for the docs, and found without it: a host project may name schemas by a macro, which a source cannot call.

    history_state    one row once a whole build has come through: its settings, and the days as_of has been since
    settings_begun   one row: the settings that the last build began with
    pending_changes  kind and key of what changed and may not have reached all history yet
    files_seen       the landed files that this build reads: input, name, size, modified_ns, and what they are like
    source_held      one row: the source whose rows the warehouse holds, see check_source()
    landed_files     the files whose rows received_* hold: the same, and when they were loaded
-#}
{% macro state_relation(name) -%}
    {%- set front_door = graph.nodes['model.retensi.input_reconciliation'] %}
    {{- return(api.Relation.create(database=front_door.database, schema=front_door.schema, identifier=name)) }}
{%- endmacro %}

{#- Whether this engine keeps history from build to build. Tables of Spark's files cannot be changed row by row. -#}
{% macro keeps_history() -%}
    {{- return(target.type != 'spark') }}
{%- endmacro %}

{#- The columns of the tables of state, as SQL. -#}
{% macro state_columns() -%}
    {%- set text = dbt.type_string() %}
    {{- return({
        'history_state': 'settings ' ~ text ~ ', as_of_from date, as_of_to date',
        'settings_begun': 'settings ' ~ text,
        'pending_changes': 'kind ' ~ text ~ ', changed_key ' ~ text,
        'files_seen': retensi.file_columns(),
        'landed_files': retensi.file_columns() ~ ', loaded_at timestamp',
    }) }}
{%- endmacro %}

{% macro file_columns() -%}
    {%- set text = dbt.type_string() %}
    {{- return('input ' ~ text ~ ', name ' ~ text ~ ', size bigint, modified_ns bigint, description ' ~ text) }}
{%- endmacro %}
