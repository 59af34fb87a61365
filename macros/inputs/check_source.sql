{#-
    Before any model runs: a warehouse knows whose rows it holds, and a build that would put those of another source into
    it stops before anything is changed. The demo shop gives way to any other source; every other one only to a build
    with RETENSI_REPLACE_SOURCE=yes. For on-run-start, before the inputs are looked at.
-#}
{% macro check_source() %}
    {#- What is referred to must be seen while dbt parses, too. #}
    {% do retensi.has_input_relations() %}
    {% if not execute or flags.WHICH not in ['build', 'run'] %}
        {% do return('') %}
    {% endif %}
    {% set held, asked = retensi.source_held(), retensi.source_asked_for() %}
    {% if held is none or held == asked or env_var('RETENSI_REPLACE_SOURCE', '') | lower == 'yes' %}
        {% do return('') %}
    {% endif %}
    {#- That a folder is not there, or no mapping that can be used, says check_inputs(). #}
    {% set is_nowhere = asked.kind == 'files' and not retensi.folder_exists(asked.place) or asked.place == 'orders of ' %}
    {% if retensi.is_same_source(held, asked) or is_nowhere %}
        {% do return('') %}
    {% endif %}
    {% set place = retensi.input_place() %}
    {% set vars_given = [place.says.path] if place.path else [place.says.schema] if place.schema else [] %}
    {% set leave_out = 'leave out the var ' ~ vars_given[0] ~ ' and ' if vars_given and vars_given[0].startswith('input_') else '' %}
    {% set back = {
        'files': leave_out ~ 'set RETENSI_INPUT_PATH=' ~ held.place,
        'tables': leave_out ~ (
            'set RETENSI_INPUT_SCHEMA=' ~ held.place.split('.')[-1] if asked.kind != 'tables' or place.mapping is none
            else 'name the mapping of the tables that it holds by RETENSI_MAPPING'
        ),
        'models': 'build the project ' ~ held.place,
    }.get(held.kind, 'say where it lies: RETENSI_INPUT_PATH, or RETENSI_INPUT_SCHEMA for tables') %}
    {% do exceptions.raise_compiler_error(
        'This build would replace the shop in the warehouse by another source. Nothing was built.\n'
        ~ '  The warehouse holds: ' ~ retensi.source_in_words(held) ~ '.\n'
        ~ '  Asked for: ' ~ retensi.source_in_words(asked) ~ (
            ', since nothing says where the inputs lie' if asked.kind == 'demo' else ''
        ) ~ '.\n'
        ~ '  To do: to go on with what it holds, ' ~ back ~ '. To build both, give this one a place of its own'
        ~ (' (RETENSI_WAREHOUSE=another file)' if target.type == 'duckdb' else ' (another target)')
        ~ '. To replace it and mean it, set RETENSI_REPLACE_SOURCE=yes for this build.'
    ) %}
{% endmacro %}

{#-
    Before any model runs, and after all that may stop the build: from here on the warehouse holds rows of this build's
    source. A build that stopped before leaves what was noted. For on-run-start, before begin_history(), which forgets
    the ledger by which a moved folder is known.
-#}
{% macro record_source() %}
    {% do retensi.has_input_relations() %}
    {% if not execute or flags.WHICH not in ['build', 'run'] %}
        {% do return('') %}
    {% endif %}
    {% set noted, asked = retensi.state_relation('source_held'), retensi.source_asked_for() %}
    {% set existing = load_relation(noted) %}
    {% if existing is not none and retensi.source_held() == asked %}
        {% do return('') %}
    {% endif %}
    {% do adapter.create_schema(noted) %}
    {% if existing is not none %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
    {% call statement('record_source', auto_begin=True) -%}
        create table {{ noted }} as
        select
            cast('{{ asked.kind }}' as {{ dbt.type_string() }}) as kind,
            cast('{{ asked.place | replace("'", "''") }}' as {{ dbt.type_string() }}) as place
    {%- endcall %}
    {% do adapter.commit() %}
{% endmacro %}

{#-
    The source that the inputs of this build are from: a dict of `kind` (demo, files, tables, models) and `place`, the same
    however it is written: the whole path of a folder, a schema, the name of the project whose models they are.
-#}
{% macro source_asked_for() %}
    {% set place = retensi.input_place() %}
    {% if retensi.has_input_relations() %}
        {% do return({'kind': 'models', 'place': project_name}) %}
    {% elif place.path is not none %}
        {% do return({'kind': 'files', 'place': retensi.whole_path(place.path)}) %}
    {% elif place.mapping is not none %}
        {#- Whose orders they are, so that a changed mapping is still the same shop. #}
        {% set tables = retensi.mapped_tables().inputs.get('orders', []) | map(attribute='table') | map('lower') | sort %}
        {% do return({'kind': 'tables', 'place': 'orders of ' ~ tables | unique | join(', ')}) %}
    {% elif place.schema is not none %}
        {% set database = place.database if place.database and place.database | lower != target.database | lower %}
        {% do return({'kind': 'tables', 'place': ((database ~ '.' if database else '') ~ place.schema) | lower}) %}
    {% endif %}
    {% do return({'kind': 'demo', 'place': 'demo'}) %}
{% endmacro %}

{#-
    The source whose rows the warehouse holds, none where it holds none that has to be kept; of kind `unknown` where an
    earlier version built it, which did not note the source.
-#}
{% macro source_held() %}
    {% set noted = load_relation(retensi.state_relation('source_held')) %}
    {% if noted is not none %}
        {% for (kind, place) in run_query('select kind, place from ' ~ noted).rows %}
            {% do return({'kind': kind | string, 'place': place | string}) %}
        {% endfor %}
    {% endif %}
    {% set received = load_relation(retensi.state_relation('received_orders')) if noted is none else none %}
    {% if received is not none %}
        {% for (place,) in run_query('select _source from ' ~ received ~ ' limit 1').rows if place != 'demo' %}
            {% do return({'kind': 'unknown', 'place': place}) %}
        {% endfor %}
    {% endif %}
    {% do return(none) %}
{% endmacro %}

{#-
    Whether a build of a source may go into a warehouse that holds another one as if it were the same. A folder that was
    moved is: all files that were loaded are there again, and the old folder is gone or they are as old as they were.
-#}
{% macro is_same_source(held, asked) %}
    {% if held == asked or held.kind == 'demo' or held.kind == 'unknown' and asked.kind != 'demo' %}
        {% do return(true) %}
    {% elif held.kind == 'tables' and asked.kind == 'tables' %}
        {% do return(retensi.share_orders(held.place, asked.place)) %}
    {% elif held.kind != 'files' or asked.kind != 'files' or not retensi.keeps_history() %}
        {% do return(false) %}
    {% endif %}
    {% set is_copy = retensi.folder_exists(held.place) %}
    {% set ledger = load_relation(retensi.state_relation('landed_files')) %}
    {% set found = run_query('select input, name, size, modified_ns from ' ~ ledger).rows if ledger is not none else [] %}
    {% set loaded, there = [], [] %}
    {% for (input, name, size, modified) in found %}
        {% do loaded.append((input, name.split('/')[-1], size | int, modified | int if is_copy else 0)) %}
    {% endfor %}
    {% for input, files in retensi.landed_files(asked.place).items() %}
        {% for file in files if file.size is defined %}
            {% do there.append((input, file.name.split('/')[-1], file.size, file.modified_ns if is_copy else 0)) %}
        {% endfor %}
    {% endfor %}
    {% do return(loaded | length > 0 and loaded | reject('in', there) | list | length == 0) %}
{% endmacro %}

{#-
    Whether two places of tables are one shop's: mappings that name one table of orders at least, or a mapping of a table in
    the schema whose tables were the inputs, or the other way round.
-#}
{% macro share_orders(held, asked) %}
    {% set begin = 'orders of ' %}
    {% set tables = {} %}
    {% for side, place in [('held', held), ('asked', asked)] if place.startswith(begin) %}
        {% do tables.update({side: place[begin | length:].split(', ')}) %}
    {% endfor %}
    {% if tables | length == 2 %}
        {% do return(tables.held | select('in', tables.asked) | list | length > 0) %}
    {% endif %}
    {% for side, other in [('held', asked), ('asked', held)] if side in tables %}
        {% for table in tables[side] if table.startswith(other ~ '.') %}{% do return(true) %}{% endfor %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}

{#- A source as a sentence has it. -#}
{% macro source_in_words(source) %}
    {% do return({
        'demo': 'the made-up demo shop',
        'files': 'the shop whose files lie in ' ~ source.place,
        'tables': 'the shop whose ' ~ (
            source.place.replace('orders of', 'orders are in') if source.place.startswith('orders of ')
            else 'tables lie in the schema ' ~ source.place
        ),
        'models': 'the shop of the dbt project ' ~ source.place,
        'unknown': 'a shop from ' ~ source.place,
    }[source.kind]) %}
{% endmacro %}

{#- A folder by its whole path; links are left as they are. -#}
{% macro whole_path(folder) %}
    {% set found = run_query("select retensi_whole_path('" ~ (folder | string | replace("'", "''")) ~ "') as whole") %}
    {% do return(found.rows[0][0]) %}
{% endmacro %}
