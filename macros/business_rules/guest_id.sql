{#-
    The stable id of a guest who is known by one thing only: a mail, a phone or a visitor id. Who has no key cannot guess it. The
    pseudonym of one that was forgotten is the guest's id itself, so that is_erased() knows it.
-#}
{% macro guest_id(kind, key) -%}
    case
        when {{ retensi.is_erased(key) }} then {{ key }}
        else concat('guest_', substr({{ retensi.keyed_hash(kind ~ ' || ' ~ key) }}, 1, 32))
    end
{%- endmacro %}
