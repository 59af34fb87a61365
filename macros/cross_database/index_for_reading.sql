{#-
    After a mart was built: what BI tools look rows up by is indexed, where an engine has indexes. These are its keys
    (the columns that a test calls unique), its days and the customer. For the post-hook of marts.
-#}
{% macro index_for_reading(relation) -%}
    {{ return(adapter.dispatch('index_for_reading', 'retensi')(relation)) }}
{%- endmacro %}

{% macro default__index_for_reading(relation) -%}
{%- endmacro %}

{% macro postgres__index_for_reading(relation) -%}
    {%- if execute %}
    {#- An incremental build finds those of the build before. #}
    {%- set there = run_query("
        select (
            select string_agg(quote_ident(attname), ', ' order by place)
            from unnest(indkey) with ordinality as indexed (number, place)
            inner join pg_attribute on attrelid = indrelid and attnum = indexed.number
        )
        from pg_index
        where indrelid = to_regclass('" ~ relation ~ "')
    ").columns[0].values() | list %}
    {%- set wanted = retensi.columns_read_by(model) %}
    {%- for columns in wanted.unique + wanted.others if columns | join(', ') not in there %}
    create {{ 'unique ' if columns in wanted.unique }}index on {{ relation }} ({{ columns | join(', ') }});
    {%- endfor %}
    analyze {{ relation }}
    {%- endif %}
{%- endmacro %}

{#- The columns of a mart that rows are looked up by: `unique` keys, `others` that no key begins with; lists of names. -#}
{% macro columns_read_by(model) -%}
    {%- set keys, first, others = [], [], [] %}
    {%- for test in graph.nodes.values() if test.resource_type == 'test' and test.attached_node == model.unique_id %}
    {%- set about = test.test_metadata or {} %}
    {%- if about.get('name') in ['primary_key', 'unique', 'unique_combination_of_columns'] and not test.config.where %}
    {%- set key = about.kwargs.get('columns') or [test.column_name] %}
    {%- do keys.append(key) %}
    {%- do first.append(key[0]) %}
    {%- endif %}
    {%- endfor %}
    {%- for column in model.columns.values() if column.name not in first %}
    {%- if column.data_type == 'date' or column.name == 'customer_id' %}{% do others.append([column.name]) %}{% endif %}
    {%- endfor %}
    {{- return({'unique': keys, 'others': others}) }}
{%- endmacro %}
