{#- An input of which no row came. -#}
{% macro finding_input_empty(input) -%}
    select
        case when exists (select 1 from {{ ref('retensi', 'received_' ~ input) }}) then 0 else 1 end as row_count,
        null as of_rows
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
