{#-
    dbt's incremental strategy of received_*: the rows of files that are gone or have changed give way to the new ones,
    which the model's query gives. A row that came again as it was stays, with its _row_id, by which checked_* knows it; where
    it stands in its file is brought up to date.
-#}
{% macro get_incremental_by_file_sql(arg_dict) %}
    {%- set target_relation, new_rows = arg_dict.target_relation, arg_dict.temp_relation %}
    {%- set input = config.get('meta').input %}
    {%- set scope = retensi.is_of_changed_file(input) %}
    {%- set has_places = retensi.input_source(input).kind == 'files' %}
    {%- set same = adapter.quote(new_rows.identifier ~ '_same') %}
    {%- set came = adapter.get_columns_in_relation(new_rows) | map(attribute='name') | list %}
    {%- set columns, old_values, new_values = [], [], [] %}
    {%- for column in adapter.get_columns_in_relation(target_relation) %}
        {%- if column.name in came %}{% do columns.append(column.quoted) %}{% endif %}
        {%- if column.name not in ['_row_id', '_loaded_at', '_place'] %}
            {%- do old_values.append(column.quoted) %}
            {%- do new_values.append(
                'cast(' ~ (column.quoted if column.name in came else 'null') ~ ' as ' ~ column.data_type ~ ')'
            ) %}
        {%- endif %}
    {%- endfor %}
    create temporary table {{ same }} as
    select
        old_rows._row_id as old_row_id,
        new_rows._row_id as new_row_id,
        new_rows._place as new_place,
        new_rows._place - old_rows._place as moved_by
    from ({{ retensi.rows_by_content(target_relation, old_values, scope) }}) as old_rows
    inner join ({{ retensi.rows_by_content(new_rows, new_values, '1 = 1') }}) as new_rows
        on old_rows.content = new_rows.content and old_rows.copy_number = new_rows.copy_number;
    {%- for kind, key in config.get('meta').tracks.items() %}
    insert into {{ retensi.state_relation('pending_changes') }}
    select distinct '{{ kind }}', key
    from (
        select {{ key }} as key from {{ target_relation }}
        where {{ scope }} and _row_id not in (select old_row_id from {{ same }})
        union all
        select {{ key }} as key from {{ new_rows }}
        where _row_id not in (select new_row_id from {{ same }})
        {%- if has_places %}
        union all
        select key from ({{ retensi.keys_moved_apart(target_relation, same, key) }}) as moved_apart
        {%- endif %}
    ) as differing;
    {%- endfor %}
    {%- if has_places %}
    update {{ target_relation }} as received
    set _place = same.new_place
    from {{ same }} as same
    where received._row_id = same.old_row_id and received._place is distinct from same.new_place;
    {%- endif %}
    delete from {{ target_relation }}
    where {{ scope }} and _row_id not in (select old_row_id from {{ same }});
    insert into {{ target_relation }} ({{ columns | join(', ') }})
    select {{ columns | join(', ') }} from {{ new_rows }}
    where _row_id not in (select new_row_id from {{ same }});
    drop table {{ same }};
{% endmacro %}

{#- Keys of which one row of a file moved by another distance than another one, so that another one may be the later. -#}
{% macro keys_moved_apart(relation, same, key) %}
    select stayed.key
    from (
        select
            {{ key }} as key,
            received._source,
            same.moved_by
        from {{ relation }} as received
        inner join {{ same }} as same on received._row_id = same.old_row_id
        where received._source in (
            select moved._source
            from {{ relation }} as moved
            inner join {{ same }} as moves on moved._row_id = moves.old_row_id
            where moves.moved_by <> 0
        )
    ) as stayed
    group by stayed._source, stayed.key
    having min(stayed.moved_by) <> max(stayed.moved_by)
{% endmacro %}

{#- Rows with a hash of all they say, in which no value can be taken for another; equal rows are counted in the order of the file. -#}
{% macro rows_by_content(relation, values, scope) %}
    select
        _row_id,
        _place,
        content,
        row_number() over (partition by content order by _place, _row_id) as copy_number
    from (
        select
            _row_id,
            _place,
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
