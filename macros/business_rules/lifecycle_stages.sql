{#- The five lifecycle stages, in the order a customer may pass through them. -#}
{% macro lifecycle_stages() -%}
    {{ return(['lead', 'new', 'repeat', 'at_risk', 'inactive']) }}
{%- endmacro %}
