{#-
    The judged rows of an input, each with its `row_status`: quarantined where it was refused, superseded where another valid
    row of its key replaces it, else accepted. Of valid rows of one key stands the newest, else that of the later file or
    the later place in the file, else the one with the smallest hash. Of the columns of a key only texts may be null in a
    valid row, and none of them is empty.

    rows    the CTE that has the rows, with the columns of the contract and `quarantine_reason`; of an input of many rows also
            with `_has_versions`, so that only those that share their key are put into order. It is to be inlined() then,
            and their places are those of the CTE `versions`, see rows_with_versions()
    is_few  whether all rows are put into order instead
-#}
{% macro with_row_status(input, rows, is_few=false) %}
    {%- set contract = retensi.input_contract()[input] -%}
    {%- set columns = [] -%}
    {%- for column in contract.columns %}{% do columns.append('rows_judged.' ~ column) %}{% endfor -%}
    {%- if not is_few %}
    select
        {{ rows }}.*,
        case when {{ rows }}.quarantine_reason is null then 'accepted' else 'quarantined' end as row_status
    from {{ rows }}
    where not {{ rows }}._has_versions
    union all
    {%- endif %}
    select
        rows_judged.*,
        case
            when rows_judged.quarantine_reason is not null then 'quarantined'
            when row_number() over (
                partition by
                    {%- for column in contract.key %}
                    rows_judged.{{ column }},
                    {%- endfor %}
                    case when rows_judged.quarantine_reason is null then 1 else 0 end
                order by
                    {%- for column in contract.version %}
                    rows_judged.{{ column }} desc nulls last,
                    {%- endfor %}
                    places.file_place desc nulls last,
                    places._place desc nulls last,
                    {{ retensi.row_hash(columns) }},
                    rows_judged._row_id
            ) > 1 then 'superseded'
            else 'accepted'
        end as row_status
    from {{ rows }} as rows_judged
    {%- if is_few %}
    left join ({{ retensi.places_received(input) }}) as places on rows_judged._row_id = places._row_id
    {%- else %}
    left join versions as places on rows_judged._row_id = places._row_id
    where rows_judged._has_versions
    {%- endif %}
{%- endmacro %}

{#-
    The received rows of an input that may share their key with another one, by `_row_id`, with their places. `key` is SQL over
    its columns that is the same where the key is, `condition` which rows are looked at.
-#}
{% macro rows_with_versions(input, key, condition='1 = 1') %}
    {%- if retensi.has_places(input) %}
    select
        repeated._row_id,
        files.file_place,
        repeated._place
    from ({{ retensi.rows_of_repeated_keys(input, key, condition, '_row_id, _source, _place') }}) as repeated
    left join ({{ retensi.files_by_place(input) }}) as files on repeated._source = files._source
    {%- else %}
    {{ retensi.rows_of_repeated_keys(
        input, key, condition, '_row_id, cast(null as bigint) as file_place, cast(null as bigint) as _place'
    ) }}
    {%- endif %}
{%- endmacro %}

{#- Of these rows what is asked for. -#}
{% macro rows_of_repeated_keys(input, key, condition, columns) %}
    select {{ columns }}
    from {{ ref('retensi', 'received_' ~ input) }}
    where
        {{ condition }}
        and ({{ key | join(', ') }}) in (
            select
                {%- for column in key %}
                {{ column }} as key_{{ loop.index }}{{ ',' if not loop.last }}
                {%- endfor %}
            from {{ ref('retensi', 'received_' ~ input) }}
            where {{ condition }}
            group by
                {%- for column in key %}
                {{ column }}{{ ',' if not loop.last }}
                {%- endfor %}
            having count(*) > 1
        )
{%- endmacro %}
