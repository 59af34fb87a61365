{#-
    dbt's incremental strategy of the tables of history: within their scope the old rows give way to the new ones, which
    the model's query gives (see incremental_by_key()). What came, went or changed is noted in pending_changes where
    the config says so; columns that begin with an underscore are no difference.
-#}
{% macro get_incremental_by_difference_sql(arg_dict) %}
    {%- set target_relation, new_rows = arg_dict.target_relation, arg_dict.temp_relation %}
    {%- set scope = retensi.scope_of_history() %}
    {%- set columns, compared = [], [] %}
    {%- for column in adapter.get_columns_in_relation(new_rows) %}
        {%- do columns.append(column.quoted) %}
        {%- if not column.name.startswith('_') %}{% do compared.append(column.quoted) %}{% endif %}
    {%- endfor %}
    {%- for kind, key in config.get('meta').tracks.items() %}
    insert into {{ retensi.state_relation('pending_changes') }}
    select distinct '{{ kind }}', key
    from (
        select {{ key }} as key
        from (
            select {{ compared | join(', ') }}, 1 as copies from {{ new_rows }}
            union all
            select {{ compared | join(', ') }}, -1 as copies from {{ target_relation }} where {{ scope }}
        ) as both_versions
        group by {{ compared | join(', ') }}
        having sum(copies) <> 0
    ) as differing
    where key is not null;
    {%- endfor %}
    delete from {{ target_relation }} where {{ scope }};
    insert into {{ target_relation }} ({{ columns | join(', ') }})
    select {{ columns | join(', ') }} from {{ new_rows }};
{% endmacro %}
