{#- Whether a UTC timestamp lies after the start of this build. -#}
{% macro is_in_future(utc_timestamp) -%}
    {{ utc_timestamp }} > {{ retensi.build_started_at() }}
{%- endmacro %}
