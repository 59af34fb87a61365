{#- An input of which no row came. -#}
{% macro finding_input_empty(input) -%}
    select
        case when exists (select 1 from {{ ref('retensi', 'received_' ~ input) }}) then 0 else 1 end as row_count,
        null as of_rows
{%- endmacro %}

{#-
    Rows refused, by reason. Unknown statuses and decimal commas have a finding of their own: whether this is a warning is
    up to the others.
-#}
{% macro finding_refused_rows(input) -%}
    {%- set has_amounts = input in ['orders', 'order_items', 'marketing_spend'] %}
    {%- set commas = retensi.finding_decimal_comma(input) | trim if has_amounts else '' %}
    with by_reason as (
        select
            quarantine_reason as reason,
            count(*) as row_count
        from {{ ref('retensi', 'checked_' ~ input) }}
        group by quarantine_reason
    ),

    told_elsewhere as (
        select coalesce(sum(row_count), 0) as row_count
        from (
            select row_count from by_reason
            where reason = 'unknown_status'
            {%- if commas %}
            union all
            select commas.row_count
            from (
                {{ commas }}
            ) as commas
            {%- endif %}
        ) as found
    ),

    numbered as (
        select
            by_reason.reason,
            by_reason.row_count,
            told_elsewhere.row_count as rows_told,
            row_number() over (
                order by case when by_reason.reason is null then 1 else 0 end, by_reason.row_count desc, by_reason.reason
            ) as number,
            concat(by_reason.reason, ' (', cast(by_reason.row_count as {{ dbt.type_string() }}), ')') as example
        from by_reason
        cross join told_elsewhere
    )

    select
        sum(case when reason is not null then row_count else 0 end) as row_count,
        sum(row_count) as of_rows,
        {{ retensi.first_examples('example', 'number', 5, 'reason is not null') }} as examples,
        sum(case when reason is not null then row_count else 0 end) - max(rows_told)
            > {{ var('quarantine_limit') | float }} * sum(row_count) as is_grave
    from numbered
{%- endmacro %}

{#-
    Keys of several rows, of which none is newer by its time of change. Versions that say nothing else count as one. Decided
    by the row is what differs within the later file; rows of a table have no place, so there a hash decides.
-#}
{% macro finding_versions_tied(input) -%}
    {%- set contract = retensi.input_contract()[input] %}
    {%- set columns = contract.columns.keys() | list %}
    {%- set version = contract.version[0] ~ ' desc nulls last' %}
    {%- set is_of_files = retensi.input_source(input).kind == 'files' %}
    with repeated as (
        select {{ contract.key[0] }} as id
        from {{ ref('retensi', 'checked_' ~ input) }}
        where row_status = 'superseded'
        group by {{ contract.key[0] }}
    ),

    versions as (
        select
            repeated.id,
            {{ retensi.row_hash(columns) }} as content,
            dense_rank() over (partition by repeated.id order by {{ version }}) as place,
            dense_rank() over (partition by repeated.id order by {{ version }}, places.file_place desc nulls last)
                as place_by_file
        from {{ ref('retensi', 'checked_' ~ input) }} as checked
        inner join repeated on checked.{{ contract.key[0] }} = repeated.id
        left join ({{ retensi.places_received(input) }}) as places on checked._row_id = places._row_id
        where checked.quarantine_reason is null
    ),

    by_id as (
        select
            id,
            case
                when
                    min(case when place_by_file = 1 then content end) <> max(case when place_by_file = 1 then content end)
                    then 1
                else 0
            end as is_by_row
        from versions
        where place = 1
        group by id
        having min(content) <> max(content)
    )

    select
        count(*) as row_count,
        {{ retensi.accepted_count(input) }} as of_rows,
        '{{ contract.version[0] }}' as version,
        {%- for language, by_file, by_row, by_hash in [
            ('', 'the later file decided ', ', the later row of a file ', 'a hash of the row decided'),
            ('_id', 'berkas yang lebih akhir menentukan ', ', baris yang lebih akhir ', 'hash baris yang menentukan'),
        ] %}
        {%- if is_of_files %}
        concat(
            '{{ by_file }}', {{ retensi.with_thousands('count(*) - sum(is_by_row)', 'id' if language else 'en') }},
            '{{ by_row }}', {{ retensi.with_thousands('sum(is_by_row)', 'id' if language else 'en') }}
        ) as decided{{ language }}
        {%- else %}
        '{{ by_hash }}' as decided{{ language }}
        {%- endif %}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from by_id
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
        {%- for name in retensi.files_in_order(parts | map(attribute='name') | list) %}
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

{#- Names of files in the order of in_natural_order(). -#}
{% macro files_in_order(names) -%}
    {%- set keyed = [] %}
    {%- for name in names %}
    {%- set key = [] %}
    {%- for part in modules.re.split('([0-9]+)', name | lower) %}
    {%- do key.append('{:0>255}'.format(part.lstrip('0')) if loop.index is even else part) %}
    {%- endfor %}
    {%- do keyed.append((key | join, name)) %}
    {%- endfor %}
    {{- return(keyed | sort | map(attribute=1) | list) }}
{%- endmacro %}
