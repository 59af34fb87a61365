{#-
    What a mart says of a group and of those it is compared with, from the sums of both: customers, those who returned, net
    revenue before and after; and how many of the group would have returned at the rate of the others.
-#}
{% macro comparison_columns(group) -%}
    {%- for who in [group, 'comparison'] %}
        cast({{ who }}_customers as bigint) as {{ who }}_customers,
        cast({{ who }}_returned_customers as bigint) as {{ who }}_returned_customers,
        {{ retensi.safe_divide(who ~ '_returned_customers', who ~ '_customers') }} as {{ who }}_return_rate,
        {%- for when in ['before', 'after'] %}
        cast({{ who }}_net_revenue_{{ when }} as decimal(38, 4)) as {{ who }}_net_revenue_{{ when }},
        {{ retensi.safe_divide(who ~ '_net_revenue_' ~ when, who ~ '_customers') }}
            as {{ who }}_revenue_per_customer_{{ when }},
        {%- endfor %}
    {%- endfor %}
        {{ retensi.safe_divide(group ~ '_customers * comparison_returned_customers', 'comparison_customers') }}
            as expected_returned_customers
{%- endmacro %}
