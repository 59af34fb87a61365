{#- Who bought, as a person: the customer; each anonymous sale is a person of its own. -#}
{% macro buyer_id(customer_id, order_id) -%}
    coalesce({{ customer_id }}, concat('order:', {{ order_id }}))
{%- endmacro %}
