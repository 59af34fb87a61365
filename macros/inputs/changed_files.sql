{#- That a row of received_* came from a file that is gone or has changed; from a table or the demo shop, each does. -#}
{% macro is_of_changed_file(input) -%}
    {%- if retensi.input_source(input).kind == 'files' -%}
    _source not in (
        select loaded.name
        from {{ retensi.state_relation('landed_files') }} as loaded
        inner join {{ retensi.state_relation('files_seen') }} as seen
            on
                loaded.input = seen.input and loaded.name = seen.name
                and loaded.size = seen.size and loaded.modified_ns = seen.modified_ns
        where loaded.input = '{{ input }}'
    )
    {%- else -%}
    1 = 1
    {%- endif -%}
{%- endmacro %}

{#-
    Of the parts of an input those to be read: all, or where received_* is continued the files that are new or have
    changed since they were read. A file that landed after this build had begun waits for the next one.
-#}
{% macro parts_to_read(input, source) -%}
    {%- if source.kind != 'files' or not retensi.keeps_history() or not execute or flags.WHICH not in ['build', 'run'] %}
        {{- return(source.parts) }}
    {%- endif %}
    {%- set names = run_query("
        select seen.name
        from " ~ retensi.state_relation('files_seen') ~ " as seen
        left join " ~ retensi.state_relation('landed_files') ~ " as loaded
            on
                seen.input = loaded.input and seen.name = loaded.name
                and seen.size = loaded.size and seen.modified_ns = loaded.modified_ns
        where seen.input = '" ~ input ~ "' and (loaded.name is null or " ~ (not retensi.is_continued()) ~ ")
    ").columns[0].values() | list %}
    {{- return(source.parts | selectattr('name', 'in', names) | list) }}
{%- endmacro %}

{#- Before the landing folder is looked at: files that were read by an earlier build are known, so they need not be read for it. -#}
{% macro remember_landed_files() %}
    {% if target.type != 'duckdb' or retensi.input_place().path is none %}
        {% do return('') %}
    {% endif %}
    {% set ledger = retensi.state_relation('landed_files') %}
    {% set there = run_query(
        "select 1 from duckdb_columns() where schema_name = '" ~ ledger.schema
        ~ "' and table_name = 'landed_files' and column_name = 'description'"
    ) %}
    {% if there.rows %}
        {% do run_query("select count(retensi_remember_file(description)) from " ~ ledger) %}
    {% endif %}
{% endmacro %}

{#- After an input was read: the ledger says which files its rows are from, and since when. For the post-hook. -#}
{% macro note_landed_files(input) %}
    {% if not execute or not retensi.keeps_history() or retensi.input_source(input).kind != 'files' %}
        {% do return('') %}
    {% endif %}
    {% set ledger, seen = retensi.state_relation('landed_files'), retensi.state_relation('files_seen') %}
    {% set same = "
        known.input = loaded.input and known.name = loaded.name
        and known.size = loaded.size and known.modified_ns = loaded.modified_ns
    " %}
    delete from {{ ledger }} as loaded
    where
        loaded.input = '{{ input }}'
        and not exists (select 1 from {{ seen }} as known where {{ same }});
    insert into {{ ledger }}
    select known.*, {{ retensi.build_started_at() }}
    from {{ seen }} as known
    where
        known.input = '{{ input }}'
        and not exists (select 1 from {{ ledger }} as loaded where {{ same }});
{% endmacro %}
