{#-
    Decile 1 (highest) to 10: 1 + floor(10 x number strictly better / N), in whole numbers, so that equal customers
    share a decile; null where there is nothing to rank by.
-#}
{% macro value_decile(number_better, customer_count) -%}
    cast(
        1 + (10 * {{ number_better }} - mod(10 * {{ number_better }}, {{ customer_count }})) / {{ customer_count }} as bigint
    )
{%- endmacro %}
