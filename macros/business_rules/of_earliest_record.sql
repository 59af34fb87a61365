{#-
    Whoever the earliest record that gives an identifier leads to; records that lead to nobody come last. The rows have
    `first_seen_at`; those without it come behind the others, and ties go to the smallest id.
-#}
{% macro of_earliest_record(customer_id, identifier) -%}
    first_value({{ customer_id }}) over (
        partition by {{ identifier }}
        order by
            case when {{ customer_id }} is null then 1 else 0 end asc,
            first_seen_at asc nulls last,
            {{ customer_id }} asc
    )
{%- endmacro %}
