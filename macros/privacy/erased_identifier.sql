{#-
    What an identifier of a person to be forgotten is known by here: a keyed hash, other for each kind of identifier.
    Kinds: customer, email (trimmed, in lower case), phone (as phone_number()), visitor, and word for what a text may name.
-#}
{% macro erased_identifier(kind, identifier) -%}
    {#- The word of an email address is what it was, so that pseudonyms stay. -#}
    {{ retensi.keyed_hash("'erased " ~ {'email': 'mail'}.get(kind, kind) ~ ":' || " ~ identifier) }}
{%- endmacro %}

{#- What stands in place of an identifier; whoever has the same one gets the same, and only who has the key can tell it. -#}
{% macro erased_pseudonym(identifier_hash) -%}
    concat('erased_', substr({{ identifier_hash }}, 1, 32))
{%- endmacro %}
