{#-
    Condition: the rank (1 = highest net revenue) is one of the first ceil(N / 10) of N customers.
    In whole numbers, so that every engine rounds alike.
-#}
{% macro is_in_top_decile(revenue_rank, customer_count) -%}
    ({{ revenue_rank }} - 1) * 10 < {{ customer_count }}
{%- endmacro %}
