{#- Whether a customer has been forgotten at their request, and is known by a pseudonym only: nobody can write to them. -#}
{% macro is_erased(customer_id) -%}
    {{ retensi.matches(customer_id, '^erased_[0-9a-f]{32}$') }}
{%- endmacro %}
