{#- ISO 8601 date and time, as text with or without an offset, as a UTC timestamp; null where there is no such moment. -#}
{% macro try_utc_timestamp(text) -%}
    {{ return(adapter.dispatch('try_utc_timestamp', 'retensi')(text)) }}
{%- endmacro %}

{% macro default__try_utc_timestamp(text) -%}
    try_cast({{ retensi.with_offset(text) }} as timestamptz) at time zone 'UTC'
{%- endmacro %}

{% macro postgres__try_utc_timestamp(text) -%}
    {#- What is smaller than a microsecond is cut off, as elsewhere, not rounded. #}
    {%- set moment = "regexp_replace(" ~ retensi.with_offset(text) ~ ", '([.]\\d{6})\\d+', '\\1')" %}
    case
        when pg_input_is_valid({{ moment }}, 'timestamptz') then cast({{ moment }} as timestamptz) at time zone 'UTC'
    end
{%- endmacro %}

{% macro spark__try_utc_timestamp(text) -%}
    cast(to_utc_timestamp(try_cast({{ retensi.with_offset(text) }} as timestamp), current_timezone()) as timestamp)
{%- endmacro %}

{#-
    The text with seconds where it has none and with `+00:00` behind it where it names no offset, so that every engine
    reads it and the session's time zone does not matter.
-#}
{% macro with_offset(text) -%}
    concat(
        substr({{ text }}, 1, 16),
        case when substr({{ text }}, 17, 1) = ':' then '' else ':00' end,
        upper(substr({{ text }}, 17)),
        case when {{ retensi.matches('substr(' ~ text ~ ', 17)', '[Zz+-]') }} then '' else '+00:00' end
    )
{%- endmacro %}
