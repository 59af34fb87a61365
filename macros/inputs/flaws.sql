{#-
    What may be wrong with a valid row that counts nevertheless: by input the name of each flaw and when a row has it, over
    the columns of the checked model. Where several apply, they are named in this order.
    An order discounted to nothing and called refunded has no flaw: it is worth 0 by either reading.
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
            'total_differs': "
                total_amount is not null and abs(
                    case when treatment = 'credit_note' then abs(given_gross_amount) else given_gross_amount end
                    - case when treatment = 'credit_note' then abs(gross_amount) else gross_amount end
                ) > case when " ~ retensi.is_one_of(
                    "coalesce(currency, '" ~ var('reporting_currency') ~ "')", retensi.currencies_without_decimals()
                ) ~ " then 1 else 0.01 end
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

{#- Currencies of which shops write whole amounts: those that ISO 4217 gives no minor unit, and the rupiah, whose sen is out of use. -#}
{% macro currencies_without_decimals() -%}
    {{- return([
        'BIF', 'CLP', 'DJF', 'GNF', 'IDR', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF',
        'XPF',
    ]) }}
{%- endmacro %}
