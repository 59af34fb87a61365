{#-
    How many customers of a row a fit takes: all of them, or, in a table of more than `clv_fit_customers` rows, that
    many customers at even distances along the sorted table. Whole numbers only, so that the choice depends on nothing
    but the table.
-#}
{% macro evenly_chosen(customers, customers_up_to_here, customer_count, row_count) -%}
    {%- set limit = var('clv_fit_customers') -%}
    {%- set before = '(' ~ customers_up_to_here ~ ' - ' ~ customers ~ ')' -%}
    cast(
        case
            when {{ row_count }} <= {{ limit }} then {{ customers }}
            else
                (
                    {{ limit }} * {{ customers }}
                    - mod({{ limit }} * {{ customers_up_to_here }}, {{ customer_count }})
                    + mod({{ limit }} * {{ before }}, {{ customer_count }})
                ) / {{ customer_count }}
        end as bigint
    )
{%- endmacro %}
