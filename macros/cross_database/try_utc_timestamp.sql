{#- ISO 8601 date and time, as text with or without an offset, as a UTC timestamp; null where there is no such moment. -#}
{% macro try_utc_timestamp(text) -%}
    {{ return(adapter.dispatch('try_utc_timestamp', 'retensi')(text)) }}
{%- endmacro %}

{#- Text without an offset is not made longer first, which would take as long as to read it. -#}
{% macro default__try_utc_timestamp(text) -%}
    case
        when {{ retensi.matches('substr(' ~ text ~ ', 17)', '[ZzT+-]') }}
            then try_cast(concat(
                substr({{ text }}, 1, 16),
                case when substr({{ text }}, 17, 1) = ':' then '' else ':00' end,
                case
                    when contains(substr({{ text }}, 17), ' ') then {{ retensi.offset_without_blank(text) }}
                    else upper(substr({{ text }}, 17))
                end
            ) as timestamptz) at time zone 'UTC'
        else try_cast({{ text }} as timestamp)
    end
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
    The text with seconds where it has none, the offset without a blank before it, and with `+00:00` behind it where it
    names no offset, so that every engine reads it and the session's time zone does not matter.
-#}
{% macro with_offset(text) -%}
    concat(
        substr({{ text }}, 1, 16),
        case when substr({{ text }}, 17, 1) = ':' then '' else ':00' end,
        {{ retensi.offset_without_blank(text) }},
        case when {{ retensi.matches('substr(' ~ text ~ ', 17)', '[ZzT+-]') }} then '' else '+00:00' end
    )
{%- endmacro %}

{#- What follows the minutes: the seconds, and the offset with no blank before it, `Z` for UTC and GMT. -#}
{% macro offset_without_blank(text) -%}
    replace(replace(replace(upper(substr({{ text }}, 17)), ' ', ''), 'UTC', 'Z'), 'GMT', 'Z')
{%- endmacro %}
