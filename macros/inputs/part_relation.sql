{#- What a file or table is read with. CSV and JSON come in as text, whatever it looks like. -#}
{% macro part_relation(part) %}
    {%- set file = (part.pattern or '') | replace("'", "''") -%}
    {%- if part.format == 'mapped' -%}
        {{ part.relation if part.is_regular else part.damaged_relation }}
    {%- elif part.format == 'table' -%}
        {{ part.relation }}
    {%- elif part.format == 'parquet' -%}
        read_parquet('{{ file }}')
    {%- elif part.format == 'json' -%}
        (
            {#- json_extract of a bad line is an error, so bad lines are emptied before; no text holds this delimiter. #}
            select
                case when is_readable then line else '{}' end as line_read, line, is_readable
            from (
                select
                    line,
                    json_valid(line) and json_type(case when json_valid(line) then line end) = 'OBJECT' as is_readable
                from read_csv(
                    '{{ file }}', auto_detect = false, columns = {'line': 'VARCHAR'}, header = false,
                    delim = '{{ "\x01\x02\x03\x04" }}',
                    quote = '', escape = '', strict_mode = false, null_padding = true, max_line_size = 20000000
                )
                where trim(line) <> ''
            )
        ) as lines
    {%- elif part.is_regular -%}
        read_csv(
            '{{ file }}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
            columns = { {%- for name in part.columns %}'{{ name | replace("'", "''") }}': 'VARCHAR'{{ ', ' if not loop.last }}{% endfor -%} },
            store_rejects = true, rejects_table = 'retensi_rejects', rejects_scan = 'retensi_reject_scans'
        )
    {%- else -%}
        {{ retensi.damaged_csv_records(part.name, part.columns | length) }}
    {%- endif -%}
{% endmacro %}

{#- A CSV file taken apart record by record, the header left out; slower, and exact where a quote is not closed. -#}
{% macro damaged_csv_records(file, column_count) %}
        (
            select
                case when len(taken_apart.record.fields) = {{ column_count }} then taken_apart.record.fields end as fields,
                taken_apart.record.record as record_text
            from (
                select unnest(retensi_csv_records('{{ file | replace("'", "''") }}')[2:]) as record
            ) as taken_apart
        ) as records
{%- endmacro %}
