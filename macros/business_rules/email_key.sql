{#-
    What mail addresses are compared by: a keyed hash of the trimmed, lowercased address. No model behind staging sees a
    mail. The pseudonym of one that was forgotten stays as it is.
-#}
{% macro email_key(email) -%}
    case
        when {{ retensi.is_erased(email) }} then {{ email }}
        else {{ retensi.keyed_hash('lower(trim(' ~ email ~ '))') }}
    end
{%- endmacro %}
