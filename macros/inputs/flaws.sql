{#-
    What may be wrong with a valid row that counts nevertheless: by input the name of each flaw and when a row has it, over
    the columns of the checked model. Where several apply, they are named in this order.
-#}
{% macro flaws(input) %}
    {% do return({
        'orders': {
            'negative_amount': 'discount_amount < 0 or refunded_amount < 0 or cost_amount < 0',
            'refund_exceeds_order': "
                treatment = 'purchase'
                and greatest(coalesce(discount_amount, 0), 0) + greatest(coalesce(refunded_amount, 0), 0) > gross_amount
            ",
            'refund_without_amount': "
                treatment = 'purchase' and refunded_by_status is not null and coalesce(refunded_amount, 0) <= 0
                and greatest(coalesce(discount_amount, 0), 0) < gross_amount
            ",
        },
    }.get(input, {})) %}
{% endmacro %}

{#- The flaws of a row, as one text; null where it has none. -#}
{% macro flaws_named(input) -%}
    nullif(concat_ws(
        ', '
        {%- for flaw, condition in retensi.flaws(input).items() %},
        case when {{ condition | trim }} then '{{ flaw }}' end
        {%- endfor %}
    ), '')
{%- endmacro %}
