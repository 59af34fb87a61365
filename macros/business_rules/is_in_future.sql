{#- Whether a UTC timestamp lies after the start of this build. -#}
{% macro is_in_future(utc_timestamp) -%}
    {{ utc_timestamp }} > cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp)
{%- endmacro %}
