{#- What mail addresses are compared by: a keyed hash of the trimmed, lowercased address. No model behind staging sees a mail. -#}
{% macro mail_key(email) -%}
    {{ retensi.keyed_hash('lower(trim(' ~ email ~ '))') }}
{%- endmacro %}
