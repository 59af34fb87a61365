{#- The rows of an input that were neither refused nor replaced by a newer version, read as the contract's types. -#}
{% macro accepted_rows(input) -%}
    select checked.*
    from {{ ref('retensi', 'checked_' ~ input) }} as checked
    left join {{ ref('retensi', 'superseded_rows') }} as superseded
        on superseded.input = '{{ input }}' and checked._row_id = superseded._row_id
    where checked.quarantine_reason is null and superseded._row_id is null
{%- endmacro %}
