{#-
    The valid rows of an input that another row of the same key replaces, by `_row_id`: a newer one, else one of a later
    file or a later place in the file, else the one with the smallest hash. Only keys that occur more than once are ranked. Of the columns of a key only texts may be null in a valid row, and none of them is empty.
-#}
{% macro superseded_versions(input) %}
    {%- set contract = retensi.input_contract()[input] -%}
    {%- set key -%}
        {%- for column in contract.key -%}valid.{{ column }}{{ ', ' if not loop.last }}{%- endfor -%}
    {%- endset -%}
    {%- set columns = [] -%}
    {%- for column in contract.columns %}{% do columns.append('valid.' ~ column) %}{% endfor %}
    select
        '{{ input }}' as input,
        ranked._row_id
    from (
        select
            valid._row_id,
            row_number() over (
                partition by {{ key }}
                order by
                    {%- for column in contract.version %}
                    valid.{{ column }} desc nulls last,
                    {%- endfor %}
                    places.file_place desc nulls last,
                    places._place desc nulls last,
                    {{ retensi.row_hash(columns) }},
                    valid._row_id
            ) as version_number
        from {{ ref('retensi', 'checked_' ~ input) }} as valid
        inner join (
            select {{ contract.key | join(', ') }}
            from {{ ref('retensi', 'checked_' ~ input) }}
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
    ) as ranked
    where ranked.version_number > 1
{% endmacro %}
