{#- The stable id of a guest who is known by one thing only: a mail or a visitor id. Who has no key cannot guess it. -#}
{% macro guest_id(kind, key) -%}
    concat('guest_', substr({{ retensi.keyed_hash(kind ~ ' || ' ~ key) }}, 1, 32))
{%- endmacro %}
