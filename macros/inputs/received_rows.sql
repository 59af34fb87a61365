{#-
    All rows of an input as they came: the columns of the contract (null where one did not come), then every other
    column that came, as text. `_source` names the file or table, `_row_id` numbers the rows, `_place` says
    where a row stands in its file, and `_unreadable` holds the text of a record that could not be taken apart (all other columns are null then).
-#}
{% macro received_rows(input) %}
    {%- set contract = retensi.input_contract()[input] -%}
    {%- set source = retensi.input_source(input) -%}
    {%- set parts = retensi.parts_to_read(input, source) -%}
    {%- for part in source.parts if source.kind == 'model' %}
        {%- for problem in retensi.part_problems(contract, part) %}
            {%- do exceptions.raise_compiler_error(input ~ ': ' ~ part.name ~ ' ' ~ problem) %}
        {%- endfor %}
    {%- endfor -%}
    {%- set came = [] %}
    {%- for part in source.parts %}
        {%- for name in part.columns %}{% do came.append(name | lower) %}{% endfor %}
    {%- endfor %}
    {%- set names = retensi.names_received(input, parts, came) %}
    {%- set is_read = source.kind == 'demo' or parts %}
    {%- set highest = retensi.highest_row_id(this) if is_read and retensi.is_continued() else 0 %}
    {%- set came_in %}
    {%- if source.kind == 'demo' %}
        select
            {{ retensi.unordered_row_number() }} + {{ highest }} as _row_id,
            {{ retensi.build_started_at() }} as _loaded_at,
            'demo' as _source,
            cast(null as bigint) as _place,
            cast(null as {{ dbt.type_string() }}) as _unreadable,
            {%- for column in contract.columns if column not in retensi.columns_of_demo(input) %}
            cast(null as {{ dbt.type_string() }}) as {{ column }},
            {%- endfor %}
            demo.*
        from {{ ref('retensi', 'demo_' ~ input) }} as demo
    {%- elif not source.parts %}
        select
            cast(null as bigint) as _row_id,
            cast(null as timestamp) as _loaded_at,
            cast(null as {{ dbt.type_string() }}) as _source,
            cast(null as bigint) as _place,
            cast(null as {{ dbt.type_string() }}) as _unreadable
            {%- for column in contract.columns %},
            cast(null as {{ dbt.type_string() }}) as {{ column }}
            {%- endfor %}
        where 1 = 0
    {%- elif not parts %}
        {#- All files of this input are the ones its rows are from already. #}
        select
            _row_id,
            _loaded_at,
            _source,
            _place,
            _unreadable
            {%- for column in contract.columns %},
            {{ column }}
            {%- endfor %}
        from {{ this }}
        where 1 = 0
    {%- else %}
        {%- for part in parts %}
        {%- set above = highest + loop.index0 * retensi.most_rows_of_a_part() %}
        {{ retensi.part_of_union(input, contract, part, came, above, names if parts | length > 1) }}
        {%- if not loop.last %}
        union all{{ ' by name' if target.type == 'duckdb' }}
        {%- endif %}
        {%- endfor %}
    {%- endif %}
    {%- endset %}
    {{ retensi.erased_rows(input, names, came_in) }}
{% endmacro %}

{#- The columns that the demo shop brings of an input, by what the YAML of its seed describes; others did not come. -#}
{% macro columns_of_demo(input) -%}
    {%- set seed = graph.nodes.get('seed.retensi.demo_' ~ input) if execute else none %}
    {{- return(seed.columns.keys() | map('lower') | list if seed is not none else []) }}
{%- endmacro %}

{#-
    The rows of one of several parts, or of the only one (`names` is none then). Only DuckDB puts columns together by name;
    for the others each part gives all `names` in the same order, as text, as mappings of tables do.
-#}
{% macro part_of_union(input, contract, part, came, above, names=none) %}
    {%- if target.type == 'duckdb' or not names -%}
        {{ retensi.part_rows(contract, part, came, above) }}
    {%- else -%}
        {%- set given = retensi.names_received(input, [part], []) | map('lower') | list -%}
        select
            {%- for name in names %}
            {% if name | lower not in given %}cast(null as {{ dbt.type_string() }}) as {% endif -%}
            {{ retensi.quoted_name(name) }}{% if not loop.last %},{% endif %}
            {%- endfor %}
        from (
        {{- retensi.part_rows(contract, part, [], above) }}
        ) as part
    {%- endif -%}
{% endmacro %}

{#-
    The rows of one file or table. A contract column that no part has is null text; one that only other parts have is
    left for the union to fill, so that it keeps their type. Its rows are numbered from above `highest` on.
-#}
{% macro part_rows(contract, part, came, highest) %}
    {%- set names = {} -%}
    {%- for name in part.columns %}{% do names.update({name | lower: name}) %}{% endfor -%}
        select
            {{ retensi.row_number_within(part) }} + {{ highest }} as _row_id,
            {{ retensi.build_started_at() }} as _loaded_at,
            '{{ part.name | replace("'", "''") }}' as _source,
            {{ retensi.place_within(part) }} as _place,
            {{ retensi.unreadable_text(part) }} as _unreadable
            {%- for column, type in contract.columns.items() %}
            {%- if column in names %},
            {{ retensi.received_value(part, names[column], type) }} as {{ column }}
            {%- elif column not in came %},
            cast(null as {{ dbt.type_string() }}) as {{ column }}
            {%- endif %}
            {%- endfor %}
            {%- for name in part.columns if name | lower not in contract.columns %},
            cast({{ retensi.received_value(part, name, 'extra') }} as {{ dbt.type_string() }})
                as {{ retensi.quoted_name(name ~ ('_received' if name | lower in retensi.own_names() else '')) }}
            {%- endfor %}
        from {{ retensi.part_relation(part) }}
{%- endmacro %}

{#-
    A number of a row that no other row of its part has, from 1 on. In a file it grows with the place of the row. A Parquet
    file knows it; counting while reading would take as long as reading and writing do.
-#}
{% macro row_number_within(part) -%}
    {%- if part.format == 'parquet' and 'file_row_number' not in part.columns | map('lower') -%}
        file_row_number + 1
    {%- else -%}
        {{ retensi.unordered_row_number() }}
    {%- endif -%}
{%- endmacro %}

{#- Where a row stands in its file: a later row has a larger number. A table has no order. -#}
{% macro place_within(part) -%}
    {%- if part.format == 'table' or part.is_table -%}
        cast(null as bigint)
    {%- elif part.has_place -%}
        {#- What a mapping makes of the rows of a file need not come in their order. #}
        mapped._place
    {%- else -%}
        {{ retensi.row_number_within(part) }}
    {%- endif -%}
{%- endmacro %}

{#- So far the row ids of one file are apart from those of the next; a table is always the only part. -#}
{% macro most_rows_of_a_part() -%}
    {{ return(2 ** 32) }}
{%- endmacro %}

{#- The highest row id that was given in a received table so far. -#}
{% macro highest_row_id(relation) -%}
    {{ return(run_query("select coalesce(max(_row_id), 0) from " ~ relation).columns[0].values()[0] | int) }}
{%- endmacro %}

{#- Names the front door gives itself; a column that came under one of them is called <name>_received. -#}
{% macro own_names() -%}
    {{ return(['_row_id', '_loaded_at', '_source', '_place', '_unreadable', 'reason']) }}
{%- endmacro %}

{#- A column name as SQL, whatever is in it. -#}
{% macro quoted_name(name) -%}
    {{ adapter.quote(name | replace('"', '""')) }}
{%- endmacro %}

{#- One column of a part as it came. Days in moment columns, and moments in day columns, are text, so that one is told from the other; moments are UTC. -#}
{% macro received_value(part, name, type) %}
    {%- set engine_type = part.columns[name] | upper -%}
    {%- if part.format == 'json' -%}
        {#- A JSON pointer, which takes any key as it is. -#}
        {%- set pointer = '/' ~ (name | replace('~', '~0') | replace('/', '~1') | replace("'", "''")) -%}
        json_extract_string(lines.line_read, '{{ pointer }}')
    {%- elif part.format == 'csv' and not part.is_regular -%}
        records.fields[{{ (part.columns.keys() | list).index(name) + 1 }}]
    {%- elif type == 'timestamp' and engine_type.startswith('DATE') and not engine_type.startswith('DATETIME') -%}
        cast({{ retensi.quoted_name(name) }} as {{ dbt.type_string() }})
    {%- elif type in ['timestamp', 'date'] and ('WITH TIME ZONE' in engine_type or engine_type == 'TIMESTAMPTZ') -%}
        {#- An offset keeps a moment of a date column from being taken for a day. #}
        {%- set utc = retensi.quoted_name(name) ~ " at time zone 'UTC'" -%}
        {{ utc if type == 'timestamp' else "concat(cast(" ~ utc ~ " as " ~ dbt.type_string() ~ "), '+00:00')" }}
    {%- elif type == 'date' and engine_type.startswith(('TIMESTAMP', 'DATETIME')) -%}
        cast({{ retensi.quoted_name(name) }} as {{ dbt.type_string() }})
    {%- elif 'NULL' in engine_type or (type == 'text' and 'CHAR' not in engine_type) -%}
        cast({{ retensi.quoted_name(name) }} as {{ dbt.type_string() }})
    {%- else -%}
        {{ retensi.quoted_name(name) }}
    {%- endif -%}
{%- endmacro %}

{#- The text of a record of this part that cannot be taken apart; null for the others. -#}
{% macro unreadable_text(part) %}
    {%- if part.format == 'json' -%}
        case when lines.is_readable then null else lines.line end
    {%- elif part.format == 'csv' and not part.is_regular -%}
        case when records.fields is null then records.record_text end
    {%- elif part.format == 'mapped' -%}
        mapped._unreadable
    {%- else -%}
        cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{% endmacro %}
