{#-
    Where an input comes from in this build: a dict with `kind` (demo, files, table, model, absent) and `parts`, one per
    file or table. A part has `name`, `format` (parquet, csv, json, table, mapped), `columns` (name as it came to type), `problem`
    (why it cannot be read, or none), and for a CSV `is_regular`, for a table `relation`. A file that a mapping names is
    `mapped`: its `relation` is SQL, and retensi/front_door/plan.py says what else it has; so is a table that one names,
    which may have `mapping_problems`. A model of the project that
    installed retensi has no part as long as it is not built.
-#}
{% macro input_source(input) %}
    {% set mapped, place = retensi.input_relation(input), retensi.input_place() %}
    {% if mapped is not none %}
        {% set built = load_relation(mapped) if execute else none %}
        {% do return({'kind': 'model', 'parts': [retensi.table_part(built)] if built is not none else []}) %}
    {% elif retensi.has_input_relations() %}
        {% do return({'kind': 'absent', 'parts': []}) %}
    {% elif place.path is not none %}
        {% set parts = retensi.landed_files(place.path).get(input, []) if execute else [] %}
        {% do return({'kind': 'files' if parts else 'absent', 'parts': parts}) %}
    {% elif place.mapping is not none %}
        {% set parts = retensi.mapped_parts(input) if execute else [] %}
        {% do return({'kind': 'table' if parts else 'absent', 'parts': parts}) %}
    {% elif place.schema is not none %}
        {% set relation = adapter.get_relation(
            database=place.database or target.database,
            schema=place.schema,
            identifier=input
        ) if execute else none %}
        {% if relation is none %}
            {% do return({'kind': 'absent', 'parts': []}) %}
        {% endif %}
        {% do return({'kind': 'table', 'parts': [retensi.table_part(relation)]}) %}
    {% endif %}
    {% do return({'kind': 'demo', 'parts': []}) %}
{% endmacro %}

{#- A table or view as a part of an input. -#}
{% macro table_part(relation) %}
    {% set columns = {} %}
    {% for column in adapter.get_columns_in_relation(relation) %}
        {#- PostgreSQL says precision and scale apart from the type. #}
        {% set type = column.data_type if column.dtype | lower == 'numeric' else column.dtype %}
        {% do columns.update({column.name: type | upper}) %}
    {% endfor %}
    {% do return({
        'name': relation | string, 'format': 'table', 'columns': columns, 'relation': relation, 'problem': none
    }) %}
{% endmacro %}

{#- Whether a landing folder is there. -#}
{% macro folder_exists(folder) %}
    {% set found = run_query("select retensi_folder_exists('" ~ (folder | string | replace("'", "''")) ~ "') as is_there") %}
    {% do return(found.rows[0][0]) %}
{% endmacro %}

{#- All landed files of a folder, by input; files of one input in the order of their names. -#}
{% macro landed_files(folder) %}
    {% set found = run_query(
        "select retensi_describe_folder('" ~ (folder | string | replace("'", "''")) ~ "', '"
        ~ tojson(retensi.input_contract()) ~ "') as landed"
    ) %}
    {% do return(fromjson(found.rows[0][0])) %}
{% endmacro %}
