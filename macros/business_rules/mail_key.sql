{#- What mail addresses are compared by: a hash of the trimmed, lowercased address. No model behind staging sees a mail. -#}
{% macro mail_key(email) -%}
    md5(lower(trim({{ email }})))
{%- endmacro %}
