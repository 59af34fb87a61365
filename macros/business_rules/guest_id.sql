{#- The stable id of a guest who is known by one thing only: a mail or a visitor id. -#}
{% macro guest_id(kind, key) -%}
    concat('guest_', md5(concat({{ kind }}, {{ key }})))
{%- endmacro %}
