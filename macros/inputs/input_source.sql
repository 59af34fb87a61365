{#-
    Where an input comes from in this build: a dict with `kind` (demo, files, table, absent) and `parts`, one per file
    or table. A part has `name`, `format` (parquet, csv, json, table), `columns` (name as it came to type), `problem`
    (why it cannot be read, or none), and for a CSV `is_regular`, for a table `relation`.
-#}
{% macro input_source(input) %}
    {% if var('input_path', none) is not none %}
        {% set parts = retensi.landed_files(var('input_path')).get(input, []) if execute else [] %}
        {% do return({'kind': 'files' if parts else 'absent', 'parts': parts}) %}
    {% elif var('input_schema', none) is not none %}
        {% set relation = adapter.get_relation(
            database=var('input_database', none) or target.database,
            schema=var('input_schema'),
            identifier=input
        ) if execute else none %}
        {% if relation is none %}
            {% do return({'kind': 'absent', 'parts': []}) %}
        {% endif %}
        {% set columns = {} %}
        {% for column in adapter.get_columns_in_relation(relation) %}
            {% do columns.update({column.name: column.dtype | upper}) %}
        {% endfor %}
        {% do return({'kind': 'table', 'parts': [
            {'name': relation | string, 'format': 'table', 'columns': columns, 'relation': relation, 'problem': none}
        ]}) %}
    {% endif %}
    {% do return({'kind': 'demo', 'parts': []}) %}
{% endmacro %}

{#- Whether a landing folder is there. -#}
{% macro folder_exists(folder) %}
    {% set found = run_query("select retensi_folder_exists('" ~ (folder | string | replace("'", "''")) ~ "') as is_there") %}
    {% do return(found.rows[0][0]) %}
{% endmacro %}

{#- All landed files of a folder, by input; files of one input in the order of their names. -#}
{% macro landed_files(folder) %}
    {% set found = run_query(
        "select retensi_describe_folder('" ~ (folder | string | replace("'", "''")) ~ "') as landed"
    ) %}
    {% do return(fromjson(found.rows[0][0])) %}
{% endmacro %}
