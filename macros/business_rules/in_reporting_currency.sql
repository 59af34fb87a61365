{#- An amount converted and rounded to 4 decimals; a null rate leaves it in its currency, the reporting currency. -#}
{% macro in_reporting_currency(amount, rate) -%}
    cast(round(case when {{ rate }} is null then {{ amount }} else {{ amount }} * {{ rate }} end, 4) as decimal(18, 4))
{%- endmacro %}
