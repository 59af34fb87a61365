{#-
    Before any model runs: sees that this session has a key for keyed hashes, and that it is the one of the warehouse.
    With another key the same mail gets another hash, so a warehouse that holds hashes of two keys would take one person
    for two. The first build notes what the key makes of a fixed text, and so does a full refresh of everything, which
    is how a new key comes in. For on-run-start.
-#}
{% macro check_hash_key() %}
    {% if not execute or flags.WHICH not in ['build', 'run', 'test'] %}
        {% do return('') %}
    {% endif %}
    {% if (run_query("select " ~ retensi.has_hash_key() ~ " as has_key").rows[0][0] | string | lower) not in ['true', '1'] %}
        {% do exceptions.raise_compiler_error(
            'This session has no key to hash mail addresses with. Nothing was built.\n'
            ~ '  Expected: a key of at least 32 characters in the session of ' ~ target.type ~ '.\n'
            ~ '  To do: run `eval "$(uv run retensi hash-key --export)"` in this shell; docs/privacy.md says what it does.'
        ) %}
    {% endif %}
    {% set noted = retensi.hash_key_relation() %}
    {% set check = retensi.hash_key_check() %}
    {% set existing = load_relation(noted) %}
    {% set known = run_query("select key_check from " ~ noted).columns[0].values() | list if existing is not none else [] %}
    {% if known and check in known or flags.WHICH == 'test' and not known %}
        {% do return('') %}
    {% elif known %}
        {% set left_out = [] %}
        {% for node in graph.nodes.values() if node.resource_type == 'model' and node.package_name == 'retensi' %}
            {% if node.unique_id not in selected_resources %}{% do left_out.append(node.name) %}{% endif %}
        {% endfor %}
        {% if not flags.FULL_REFRESH or flags.WHICH == 'test' or left_out %}
            {% do exceptions.raise_compiler_error(
                'The key to hash mail addresses with is not the one that this warehouse was built with. Nothing was built.\n'
                ~ '  Expected: the same key in every build, so that a mail address keeps its hash and a guest its id.\n'
                ~ '  To do: give the former key again (RETENSI_HASH_KEY, or the file retensi.key beside the warehouse). Where '
                ~ 'it is lost or has to change, run `dbt build --full-refresh` without a selection: all guests get new ids.'
            ) %}
        {% endif %}
    {% endif %}
    {% do adapter.create_schema(noted) %}
    {% if existing is not none %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
    {% call statement('note_hash_key', auto_begin=True) -%}
        create table {{ noted }} as select {{ retensi.keyed_hash("'retensi'") }} as key_check
    {%- endcall %}
    {% do adapter.commit() %}
{% endmacro %}

{#- What the key of this session makes of a fixed text. -#}
{% macro hash_key_check() -%}
    {{ return(run_query("select " ~ retensi.keyed_hash("'retensi'") ~ " as key_check").rows[0][0]) }}
{%- endmacro %}

{#- The table that says which key a warehouse was built with, by what it makes of a fixed text; no model makes it. -#}
{% macro hash_key_relation() -%}
    {{ return(api.Relation.create(
        database=target.database or none,
        schema=retensi.generate_schema_name('inputs', none),
        identifier='hash_key',
        type='table'
    )) }}
{%- endmacro %}

{#- Condition that this session has a key that is long enough. -#}
{% macro has_hash_key() -%}
    {{ return(adapter.dispatch('has_hash_key', 'retensi')()) }}
{%- endmacro %}

{% macro duckdb__has_hash_key() -%}
    length(coalesce(cast(getvariable('retensi_hash_key') as varchar), '')) >= 32
{%- endmacro %}

{% macro postgres__has_hash_key() -%}
    length(coalesce(current_setting('retensi.hash_key', true), '')) >= 32
{%- endmacro %}

{#- Where the session has none, the text stays as it stands here. -#}
{% macro spark__has_hash_key() -%}
    length('${retensi.hash_key}') >= 32
{%- endmacro %}
