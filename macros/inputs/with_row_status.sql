{#-
    The judged rows of an input, each with its `row_status`: quarantined where it was refused, superseded where another valid
    row of its key replaces it, else accepted. Of valid rows of one key stands the newest, else that of the later file or
    the later place in the file, else the one with the smallest hash. Only keys that occur more than once are ranked. Of the
    columns of a key only texts may be null in a valid row, and none of them is empty.

    rows   the CTE that has the rows, with the columns of the contract and `quarantine_reason`
-#}
{% macro with_row_status(input, rows) %}
    {%- set contract = retensi.input_contract()[input] -%}
    {%- set columns = [] -%}
    {%- for column in contract.columns %}{% do columns.append('valid.' ~ column) %}{% endfor -%}
    select
        {{ rows }}.*,
        case
            when {{ rows }}.quarantine_reason is not null then 'quarantined'
            when versions.version_number > 1 then 'superseded'
            else 'accepted'
        end as row_status
    from {{ rows }}
    left join (
        select
            valid._row_id,
            row_number() over (
                partition by {% for column in contract.key %}valid.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
                order by
                    {%- for column in contract.version %}
                    valid.{{ column }} desc nulls last,
                    {%- endfor %}
                    places.file_place desc nulls last,
                    places._place desc nulls last,
                    {{ retensi.row_hash(columns) }},
                    valid._row_id
            ) as version_number
        from {{ rows }} as valid
        inner join (
            select {{ contract.key | join(', ') }}
            from {{ rows }}
            where quarantine_reason is null
            group by {{ contract.key | join(', ') }}
            having count(*) > 1
        ) as repeated
            on
            {%- for column in contract.key %}
                {%- if contract.columns[column] == 'text' %}
                {{ 'and ' if not loop.first }}coalesce(valid.{{ column }}, '') = coalesce(repeated.{{ column }}, '')
                {%- else %}
                {{ 'and ' if not loop.first }}valid.{{ column }} = repeated.{{ column }}
                {%- endif %}
            {%- endfor %}
        left join ({{ retensi.places_received(input) }}) as places on valid._row_id = places._row_id
        where valid.quarantine_reason is null
    ) as versions on {{ rows }}._row_id = versions._row_id
{%- endmacro %}
