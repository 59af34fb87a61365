{#- The UTC timestamp of so many microseconds since 1970. -#}
{% macro utc_of_epoch(microseconds) -%}
    {{ return(adapter.dispatch('utc_of_epoch', 'retensi')(microseconds)) }}
{%- endmacro %}

{% macro default__utc_of_epoch(microseconds) -%}
    make_timestamp({{ microseconds }})
{%- endmacro %}

{% macro postgres__utc_of_epoch(microseconds) -%}
    timestamp '1970-01-01 00:00:00' + {{ microseconds }} * interval '1 microsecond'
{%- endmacro %}

{% macro spark__utc_of_epoch(microseconds) -%}
    cast(to_utc_timestamp(timestamp_micros({{ microseconds }}), current_timezone()) as timestamp)
{%- endmacro %}
