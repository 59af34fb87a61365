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
