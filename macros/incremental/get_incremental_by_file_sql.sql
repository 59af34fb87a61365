{#-
    dbt's incremental strategy of received_*: the rows of files that are gone or have changed give way to the new ones,
    which the model's query gives. A row that came again as it was stays, with its _row_id, by which checked_* knows it.
-#}
{% macro get_incremental_by_file_sql(arg_dict) %}
    {%- set target_relation, new_rows = arg_dict.target_relation, arg_dict.temp_relation %}
    {%- set scope = retensi.is_of_changed_file(config.get('meta').input) %}
    {%- set same = adapter.quote(new_rows.identifier ~ '_same') %}
    {%- set came = adapter.get_columns_in_relation(new_rows) | map(attribute='name') | list %}
    {%- set columns, old_values, new_values = [], [], [] %}
    {%- for column in adapter.get_columns_in_relation(target_relation) %}
        {%- if column.name in came %}{% do columns.append(column.quoted) %}{% endif %}
        {%- if column.name not in ['_row_id', '_loaded_at'] %}
            {%- do old_values.append(column.quoted) %}
            {%- do new_values.append(
                'cast(' ~ (column.quoted if column.name in came else 'null') ~ ' as ' ~ column.data_type ~ ')'
            ) %}
        {%- endif %}
    {%- endfor %}
    create temporary table {{ same }} as
    select
        old_rows._row_id as old_row_id,
        new_rows._row_id as new_row_id
    from ({{ retensi.rows_by_content(target_relation, old_values, scope) }}) as old_rows
    inner join ({{ retensi.rows_by_content(new_rows, new_values, '1 = 1') }}) as new_rows
        on old_rows.content = new_rows.content and old_rows.copy_number = new_rows.copy_number;
    {%- for kind, key in config.get('meta').notes.items() %}
    insert into {{ retensi.state_relation('pending_changes') }}
    select distinct '{{ kind }}', key
    from (
        select {{ key }} as key from {{ target_relation }}
        where {{ scope }} and _row_id not in (select old_row_id from {{ same }})
        union all
        select {{ key }} as key from {{ new_rows }}
        where _row_id not in (select new_row_id from {{ same }})
    ) as differing;
    {%- endfor %}
    delete from {{ target_relation }}
    where {{ scope }} and _row_id not in (select old_row_id from {{ same }});
    insert into {{ target_relation }} ({{ columns | join(', ') }})
    select {{ columns | join(', ') }} from {{ new_rows }}
    where _row_id not in (select new_row_id from {{ same }});
    drop table {{ same }};
{% endmacro %}

{#- Rows with a hash of all they say, in which no value can be taken for another; equal rows are counted. -#}
{% macro rows_by_content(relation, values, scope) %}
    select
        _row_id,
        content,
        row_number() over (partition by content order by _row_id) as copy_number
    from (
        select
            _row_id,
            md5(concat(
                {%- for value in values %}
                coalesce(concat(length(cast({{ value }} as {{ dbt.type_string() }})), ':', cast({{ value }} as {{ dbt.type_string() }})), '-')
                {{- ', ' if not loop.last }}
                {%- endfor %}
            )) as content
        from {{ relation }}
        where {{ scope }}
    ) as hashed
{% endmacro %}
