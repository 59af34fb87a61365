{#- UTC of a local timestamp in the reporting time zone. -#}
{% macro utc_of_local(local_timestamp) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
        {{ local_timestamp }}
    {%- else -%}
        {{ return(adapter.dispatch('utc_of_local', 'retensi')(local_timestamp)) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__utc_of_local(local_timestamp) -%}
    ({{ local_timestamp }}) at time zone '{{ var("reporting_timezone") }}' at time zone 'UTC'
{%- endmacro %}

{% macro spark__utc_of_local(local_timestamp) -%}
    to_utc_timestamp({{ local_timestamp }}, '{{ var("reporting_timezone") }}')
{%- endmacro %}

{#- The local time, in the reporting time zone, of a UTC timestamp: a timestamp without a time zone. -#}
{% macro local_time(utc_timestamp) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
        {{ utc_timestamp }}
    {%- else -%}
        {{ return(adapter.dispatch('local_time', 'retensi')(utc_timestamp)) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__local_time(utc_timestamp) -%}
    ({{ utc_timestamp }}) at time zone 'UTC' at time zone '{{ var("reporting_timezone") }}'
{%- endmacro %}

{% macro spark__local_time(utc_timestamp) -%}
    from_utc_timestamp({{ utc_timestamp }}, '{{ var("reporting_timezone") }}')
{%- endmacro %}

{#- The local day, in the reporting time zone, of a UTC timestamp. -#}
{% macro local_date(utc_timestamp) -%}
    cast({{ retensi.local_time(utc_timestamp) }} as date)
{%- endmacro %}
