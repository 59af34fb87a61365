{#- An input of which no row came. -#}
{% macro finding_input_empty(input) -%}
    select
        case when exists (select 1 from {{ ref('retensi', 'received_' ~ input) }}) then 0 else 1 end as row_count,
        null as of_rows
{%- endmacro %}

{#- Keys of several rows, of which none is newer by its time of change. Versions that say nothing else count as one. -#}
{% macro finding_versions_tied(input) -%}
    {%- set contract = retensi.input_contract()[input] %}
    {%- set columns = contract.columns.keys() | list %}
    with repeated as (
        select checked.{{ contract.key[0] }} as id
        from {{ ref('retensi', 'checked_' ~ input) }} as checked
        inner join {{ ref('retensi', 'superseded_rows') }} as superseded
            on checked._row_id = superseded._row_id
        where superseded.input = '{{ input }}'
        group by checked.{{ contract.key[0] }}
    ),

    versions as (
        select
            repeated.id,
            {{ retensi.row_hash(columns) }} as content,
            rank() over (partition by repeated.id order by {{ contract.version[0] }} desc nulls last) as place
        from {{ ref('retensi', 'checked_' ~ input) }} as checked
        inner join repeated on checked.{{ contract.key[0] }} = repeated.id
        where checked.quarantine_reason is null
    ),

    by_id as (
        select id from versions
        where place = 1
        group by id
        having min(content) <> max(content)
    )

    select
        (select count(*) from by_id) as row_count,
        {{ retensi.accepted_count(input) }} as of_rows,
        '{{ contract.version[0] }}' as version
{%- endmacro %}

{#-
    Orders of an older file that a newer one has not, though it has days before and behind theirs. Newer is what comes later in
    the natural order of names. A file says nothing of orders that are missing unless it repeats half of the older ones that it
    could have: others are of another shop, or hold changes alone.
-#}
{% macro finding_orders_vanished(input) -%}
    {%- set parts = retensi.input_source(input).parts %}
    {%- if parts | length > 1 %}
    with files as (
        {%- for name in retensi.in_natural_order(parts | map(attribute='name') | list) %}
        select
            {{ loop.index }} as place,
            '{{ name | replace("'", "''") }}' as file
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ),

    came as (
        select
            checked.order_id,
            files.place,
            cast(max(checked.ordered_at) as date) as day
        from {{ ref('retensi', 'checked_' ~ input) }} as checked
        inner join {{ ref('retensi', 'received_' ~ input) }} as received on checked._row_id = received._row_id
        inner join files on received._source = files.file
        where checked.quarantine_reason is null
        group by checked.order_id, files.place
    ),

    orders as (
        select
            order_id,
            min(place) as first_place,
            max(place) as last_place,
            max(day) as day
        from came
        group by order_id
    ),

    days_of_files as (
        select
            place,
            min(day) as first_day,
            max(day) as last_day
        from came
        group by place
    ),

    kept as (
        select
            came.place,
            count(*) as orders
        from came
        inner join orders on came.order_id = orders.order_id
        inner join days_of_files on came.place = days_of_files.place
        where
            orders.first_place < came.place
            and orders.day > days_of_files.first_day
            and orders.day < days_of_files.last_day
        group by came.place
    ),

    by_day as (
        select
            first_place,
            last_place,
            day,
            count(*) as orders
        from orders
        group by first_place, last_place, day
    ),

    covered as (
        select
            days_of_files.place,
            sum(by_day.orders) as orders
        from days_of_files
        inner join by_day
            on
                by_day.first_place < days_of_files.place
                and by_day.day > days_of_files.first_day
                and by_day.day < days_of_files.last_day
        group by days_of_files.place
    ),

    whole as (
        select
            days_of_files.place,
            days_of_files.first_day,
            days_of_files.last_day
        from covered
        inner join kept on covered.place = kept.place
        inner join days_of_files on covered.place = days_of_files.place
        where 2 * kept.orders >= covered.orders
    ),

    -- Missing from the first of the newer files that should have them.
    missing as (
        select
            by_day.first_place,
            by_day.last_place,
            by_day.day,
            max(by_day.orders) as orders,
            min(whole.place) as place
        from by_day
        inner join whole
            on
                by_day.last_place < whole.place
                and by_day.day > whole.first_day
                and by_day.day < whole.last_day
        group by by_day.first_place, by_day.last_place, by_day.day
    ),

    by_file as (
        select
            {{ retensi.without_matches('files.file', '^.*/') }} as file,
            sum(missing.orders) as orders
        from missing
        inner join files on missing.place = files.place
        group by files.file
    ),

    numbered as (
        select
            orders,
            row_number() over (order by orders desc, file) as number,
            concat(file, ' (', cast(orders as {{ dbt.type_string() }}), ')') as example
        from by_file
    )

    select
        sum(orders) as row_count,
        (select count(*) from orders) as of_rows,
        {{ retensi.first_examples('example', 'number', 3) }} as examples
    from numbered
    {%- endif %}
{%- endmacro %}

{#- Names in the order that people count in: file_9 before file_10. -#}
{% macro in_natural_order(names) -%}
    {%- set keyed = [] %}
    {%- for name in names %}
    {%- set key = [] %}
    {%- for part in modules.re.split('([0-9]+)', name) %}
    {%- do key.append('{:0>20}'.format(part) if loop.index is even else part) %}
    {%- endfor %}
    {%- do keyed.append((key | join, name)) %}
    {%- endfor %}
    {{- return(keyed | sort | map(attribute=1) | list) }}
{%- endmacro %}
