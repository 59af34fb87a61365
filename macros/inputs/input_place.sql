{#-
    Where the inputs lie, said once: a dict with `path` (a folder), `schema` and `database` (of tables), `mapping` (a file
    that names tables), each none where it is not given, and `says`, the names by which path, schema and mapping were said.
    The vars input_path, input_schema, input_database and mapping win over the environment (RETENSI_INPUT_PATH,
    RETENSI_INPUT_SCHEMA, RETENSI_INPUT_DATABASE, RETENSI_MAPPING) as a whole.
-#}
{% macro input_place() %}
    {% set place = {
        'path': var('input_path', none) or none,
        'schema': var('input_schema', none) or none,
        'database': var('input_database', none) or none,
        'mapping': var('mapping', none) or none,
        'says': {'path': 'input_path', 'schema': 'input_schema', 'mapping': 'mapping'},
    } %}
    {% if place.path is none and place.schema is none and place.mapping is none %}
        {% do place.update({
            'path': env_var('RETENSI_INPUT_PATH', '') or none,
            'schema': env_var('RETENSI_INPUT_SCHEMA', '') or none,
            'database': place.database or env_var('RETENSI_INPUT_DATABASE', '') or none,
            'mapping': env_var('RETENSI_MAPPING', '') or none,
            'says': {'path': 'RETENSI_INPUT_PATH', 'schema': 'RETENSI_INPUT_SCHEMA', 'mapping': 'RETENSI_MAPPING'},
        }) %}
    {% endif %}
    {% do return(place) %}
{% endmacro %}
