{#-
    What phone numbers are compared by: a keyed hash of phone_number(). No model behind staging sees a number. The
    pseudonym of one that was forgotten stays as it is.
-#}
{% macro phone_key(phone) -%}
    case
        when {{ retensi.is_erased(phone) }} then {{ phone }}
        else {{ retensi.keyed_hash(retensi.phone_number(phone)) }}
    end
{%- endmacro %}

{#-
    A phone number as digits only, with the calling code of its country where it is written with `+` or `00` in front, or
    with a 0 that gives way to that of the var default_phone_region. Null where there are under 8 or over 15 digits, and
    where zeros stand in place of a calling code. A spreadsheet's 6.28E+12 is none: it is the same for thousands of people.
    A rule rather than a library of numbering plans, which no engine could call; the tests compare the two.
-#}
{% macro phone_number(phone) -%}
    {%- set region = var('default_phone_region') -%}
    {%- set written = retensi.without_matches(phone, '[.]0$|[^0-9+()]') -%}
    {%- set marked = retensi.rewritten(written, '^[(]*([+]|00)', '+') -%}
    {%- set at_home = '0' if region is none else '+' ~ retensi.calling_codes().get(region, '') -%}
    {%- set marked = retensi.rewritten(marked, '^[(]*0', at_home) -%}
    {#- As in +44 (0)20: not dialled with the calling code. -#}
    {%- set digits = retensi.without_matches("replace(" ~ marked ~ ", '(0)', '')", '[^0-9]') -%}
    case
        when {{ retensi.matches(phone, '^[0-9][.,]?[0-9]*[eE][+]?[0-9]+$|^[^0-9+]*([+]|00)[^0-9]*0') }} then null
        when {{ retensi.matches(digits, '^[0-9]{8,15}$') }} then {{ digits }}
    end
{%- endmacro %}
