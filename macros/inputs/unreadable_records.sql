{#- Before an input is read: forget what an earlier read of this connection refused. -#}
{% macro forget_refused_records() %}
    {% if execute and target.type == 'duckdb' %}
        {% do run_query("drop table if exists temp.retensi_rejects") %}
        {% do run_query("drop table if exists temp.retensi_reject_scans") %}
    {% endif %}
{% endmacro %}

{#-
    After an input was read: the CSV records that DuckDB refused come in as text, once each. A file with a quote that
    was not closed is read again record by record: DuckDB cuts the text it swallowed and can lose rows behind it.
-#}
{% macro keep_refused_records(input, relation) %}
    {% if not execute or target.type != 'duckdb' or retensi.input_place().path is none %}
        {% do return('') %}
    {% endif %}
    {% set tables = run_query("select 1 from duckdb_tables() where temporary and table_name = 'retensi_rejects'") %}
    {% if not tables.rows %}
        {% do return('') %}
    {% endif %}
    {% set files = run_query("
        select
            scans.file_path,
            bool_or(errors.error_type not in ('MISSING COLUMNS', 'TOO MANY COLUMNS') or length(errors.csv_line) >= 10000)
        from temp.retensi_rejects as errors
        inner join temp.retensi_reject_scans as scans
            on errors.scan_id = scans.scan_id and errors.file_id = scans.file_id
        group by scans.file_path
        order by scans.file_path
    ") %}
    {% set contract = retensi.input_contract()[input] %}
    {% set parts = retensi.input_source(input).parts %}
    {% for file, is_damaged in files.rows %}
        {% set part = (parts | selectattr('name', 'equalto', file) | list)[0] %}
        {% set highest = retensi.highest_row_id(relation) %}
        {% if is_damaged %}
            {% do part.update({'is_regular': false}) %}
            {% do retensi.note_keys_of_file(relation, file) %}
            {% do run_query("delete from " ~ relation ~ " where _source = '" ~ (file | replace("'", "''")) ~ "'") %}
            {% set refused = retensi.part_rows(contract, part, contract.columns.keys() | list, highest) %}
            {% set names = retensi.names_received(input, [part], contract.columns.keys() | list) %}
        {% else %}
            {% set names = ['_row_id', '_loaded_at', '_source', '_place', '_unreadable'] %}
            {% set refused %}
                select distinct on (errors.line_byte_position)
                    row_number() over (order by errors.line_byte_position) + {{ highest }} as _row_id,
                    {{ retensi.build_started_at() }} as _loaded_at,
                    scans.file_path as _source,
                    cast(null as bigint) as _place,
                    errors.csv_line as _unreadable
                from temp.retensi_rejects as errors
                inner join temp.retensi_reject_scans as scans
                    on errors.scan_id = scans.scan_id and errors.file_id = scans.file_id
                where scans.file_path = '{{ file | replace("'", "''") }}'
                order by errors.line_byte_position
            {% endset %}
        {% endif %}
        {% do run_query("insert into " ~ relation ~ " by name " ~ retensi.erased_rows(input, names, refused)) %}
        {% do retensi.note_keys_of_file(relation, file, only_unreadable=not is_damaged) %}
    {% endfor %}
    {% do retensi.forget_refused_records() %}
{% endmacro %}

{#- Notes as changed whatever rows there are of a file, as the strategy by_difference would have. -#}
{% macro note_keys_of_file(relation, file, only_unreadable=false) %}
    {% for kind, key in config.get('meta').tracks.items() %}
        {% do run_query(
            "insert into " ~ retensi.state_relation('pending_changes') ~ " select distinct '" ~ kind ~ "', " ~ key
            ~ " from " ~ relation ~ " where _source = '" ~ (file | replace("'", "''")) ~ "'"
            ~ (" and _unreadable is not null" if only_unreadable else "")
        ) %}
    {% endfor %}
{% endmacro %}
