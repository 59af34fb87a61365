{#-
    RFM score 1 (worst) to 5: 1 + floor(5 x number strictly worse / N), in whole numbers, so that equal customers get
    equal scores on every engine.
-#}
{% macro score_of_five(number_worse, customer_count) -%}
    cast(1 + (5 * {{ number_worse }} - mod(5 * {{ number_worse }}, {{ customer_count }})) / {{ customer_count }} as bigint)
{%- endmacro %}
