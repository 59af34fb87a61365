{#-
    The config of a table that is continued from build to build; on Spark it is built anew each time.

    key         an expression over the table's columns: rows where it is among the keys that changed are computed anew
    changed_in  the model that lists these keys
    kinds       or, in its place, what they are noted as in pending_changes; without either, all rows are computed anew.
                Who notes such a key must come before the table, or be its own pre-hook
    all_with    a kind of noted changes: where one is pending, all rows are computed anew
    tracks      what a row that came, went or changed is noted as: kind to an expression of its key
-#}
{% macro incremental_by_key(key=none, changed_in=none, kinds=none, all_with=none, tracks=none) -%}
    {{- return(retensi.continued('by_difference', 'append_new_columns', {
        'key': key, 'changed_in': changed_in, 'kinds': kinds, 'all_with': all_with, 'tracks': tracks or {}
    })) }}
{%- endmacro %}

{#- The same for received rows of an input, which are continued file by file. -#}
{% macro incremental_by_file(input, tracks=none) -%}
    {{- return(retensi.continued('by_file', 'ignore', {'input': input, 'tracks': tracks or {}})) }}
{%- endmacro %}

{% macro continued(strategy, on_schema_change, meta) -%}
    {{- return({
        'materialized': 'incremental' if retensi.keeps_history() else 'table',
        'incremental_strategy': strategy,
        'on_schema_change': on_schema_change,
        'meta': meta,
    }) }}
{%- endmacro %}

{#-
    The config of a mart that shows columns of one table. On DuckDB it is a view of it, for to write a wide row again takes
    longer than to make it. Elsewhere it has another config: PostgreSQL would drop a view with the table that is built anew
    behind it.
-#}
{% macro shown_or(otherwise) -%}
    {{- return({'materialized': 'view'} if target.type == 'duckdb' else otherwise) }}
{%- endmacro %}

{#-
    A relation for the SQL of a view: a DuckDB file is a database of another name wherever it is attached, and a view that
    names none is looked up in its own.
-#}
{% macro in_same_database(relation) -%}
    {{- return(relation.include(database=false) if target.type == 'duckdb' else relation) }}
{%- endmacro %}

{#- Which rows of the table at hand the new ones stand for, as a condition. -#}
{% macro scope_of_history() -%}
    {%- set meta = config.get('meta') %}
    {%- if not meta.changed_in and not meta.kinds %}{{- return('1 = 1') }}{% endif %}
    {{- return(retensi.among_changed(meta.key, meta.changed_in, meta.kinds, meta.all_with)) }}
{%- endmacro %}

{#-
    Where a table of history is continued: that a row is of those to be computed anew. In every other build all are, and
    this is always true. For the import CTEs of such a table; arguments as for incremental_by_key().
-#}
{% macro is_changed(expression, changed_in=none, kinds=none, all_with=none) -%}
    {#- What is referred to must be seen while dbt parses, too. #}
    {%- if changed_in and not execute %}{% do ref('retensi', changed_in) %}{% endif -%}
    {{- retensi.among_changed(expression, changed_in, kinds, all_with) if retensi.is_continued() else '1 = 1' }}
{%- endmacro %}

{#- Whether the table at hand is continued in this build. In a unit test there is no table. -#}
{% macro is_continued() -%}
    {{- return(this is not none and is_incremental()) }}
{%- endmacro %}

{#- That a value is among the keys that a model lists or that are noted, or any where a change `all_with` is pending. -#}
{% macro among_changed(expression, changed_in=none, kinds=none, all_with=none) -%}
    {%- if all_with %}
    ('{{ all_with }}' in (select pending.kind from {{ retensi.state_relation('pending_changes') }} as pending) or {% endif %}
    {{- expression }} in (
        select changed.changed_key
        {%- if changed_in %}
        from {{ ref('retensi', changed_in) }} as changed
        {%- else %}
        from {{ retensi.state_relation('pending_changes') }} as changed
        where changed.kind in ('{{ kinds | join("', '") }}')
        {%- endif %}
    ){{ ')' if all_with }}
{%- endmacro %}

{#- The key of a received row as it is noted: read as its input is read, nothing where it has none. -#}
{% macro keys_noted(column) -%}
    coalesce({{ retensi.read_id(column) }}, '')
{%- endmacro %}
