{#- Hours, as a float, from one timestamp to a later one; negative where the second is earlier. -#}
{% macro hours_between(earlier, later) -%}
    {{ return(adapter.dispatch('hours_between', 'retensi')(earlier, later)) }}
{%- endmacro %}

{% macro default__hours_between(earlier, later) -%}
    (cast(extract(epoch from ({{ later }} - {{ earlier }})) as double precision) / 3600)
{%- endmacro %}

{% macro duckdb__hours_between(earlier, later) -%}
    (cast(date_diff('microsecond', {{ earlier }}, {{ later }}) as double) / 3600000000)
{%- endmacro %}

{% macro spark__hours_between(earlier, later) -%}
    (cast(timestampdiff(microsecond, {{ earlier }}, {{ later }}) as double) / 3600000000)
{%- endmacro %}
