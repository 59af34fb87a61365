{#-
    The place of each received row of an input, by `_row_id`: that of its file among all files of the input (file_place), and
    that of the row in its file (_place). None where an input came from no files.
-#}
{% macro places_received(input) %}
    {#- What is referred to must be seen while dbt parses, too. #}
    {%- set received = ref('retensi', 'received_' ~ input) -%}
    {%- if retensi.has_places(input) %}
    select
        placed._row_id,
        files.file_place,
        placed._place
    from {{ received }} as placed
    left join ({{ retensi.files_by_place(input) }}) as files on placed._source = files._source
    {%- else %}
    select
        cast(null as bigint) as _row_id,
        cast(null as bigint) as file_place,
        cast(null as bigint) as _place
    where 1 = 0
    {%- endif %}
{% endmacro %}

{#- Whether rows of an input have places: it came from files. In unit tests, whose rows are from nowhere, none has. -#}
{% macro has_places(input) -%}
    {%- set received = ref('retensi', 'received_' ~ input) -%}
    {{- return(retensi.input_source(input).kind == 'files' and (not execute or received.schema is not none)) }}
{%- endmacro %}

{#- The files of an input by `_source`, each with its place among them in the natural order of names (file_place). -#}
{% macro files_by_place(input) %}
        select
            sources._source,
            row_number() over (
                order by {{ retensi.in_natural_order('sources._source') }}, sources._source
            ) as file_place
        from (select distinct _source from {{ ref('retensi', 'received_' ~ input) }}) as sources
{%- endmacro %}

{#-
    A path as a text that sorts as people count: in lower case, with zeros before each number. Only DuckDB reads files. No
    name of a file has more than 255 bytes.
-#}
{% macro in_natural_order(path) -%}
    array_to_string(
        list_transform(
            regexp_extract_all(lower({{ path }}), '[0-9]+|[^0-9]+'),
            lambda piece: case when regexp_matches(piece, '^[0-9]') then lpad(ltrim(piece, '0'), 255, '0') else piece end
        ),
        ''
    )
{%- endmacro %}
