{#-
    Before any model runs, on Spark: a server that went away while it wrote a table leaves files and no table, and
    Spark makes none where files lie (LOCATION_ALREADY_EXISTS). Where a former build began, the folders of tables to be
    built that are not there are removed: SQL deletes no files, but a schema that is dropped takes its folder with it.
    Each has a name of its own, so that one left behind is never dropped while its folder is a table's. For
    on-run-start, before check_hash_key(), which leaves the first table.
-#}
{% macro clear_unfinished_tables() %}
    {% set is_wanted = target.type == 'spark' and flags.WHICH in ['build', 'run', 'seed'] %}
    {% if not execute or not is_wanted or var('spark_file_format', 'parquet') != 'parquet' %}
        {% do return('') %}
    {% endif %}
    {% if load_relation(retensi.hash_key_relation()) is none %}
        {% do return('') %}
    {% endif %}
    {% set folders = {} %}
    {% for id in selected_resources if id in graph.nodes %}
        {% set node = graph.nodes[id] %}
        {% set has_folder = node.config.materialized in ['table', 'incremental', 'seed'] %}
        {% if has_folder and adapter.get_relation(none, node.schema, node.alias) is none %}
            {% if node.schema not in folders %}
                {% for row in run_query('describe database ' ~ node.schema).rows if row[0] == 'Location' %}
                    {% do folders.update({node.schema: row[1]}) %}
                {% endfor %}
            {% endif %}
            {% set unfinished = node.schema ~ '_unfinished_' ~ node.alias %}
            {% do run_query(
                'create database if not exists ' ~ unfinished
                ~ " location '" ~ folders[node.schema] ~ '/' ~ node.alias ~ "'"
            ) %}
            {% do run_query('drop database ' ~ unfinished) %}
        {% endif %}
    {% endfor %}
{% endmacro %}
