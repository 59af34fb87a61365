{#-
    A query of the lines of the seed funnel_steps without blanks around what is written; null where nothing is left.
    Numbers are as they were written.
-#}
{% macro funnel_lines() -%}
    select
        nullif(trim(cast(funnel as {{ dbt.type_string() }})), '') as funnel,
        nullif(trim(cast(window_days as {{ dbt.type_string() }})), '') as written_window_days,
        nullif(trim(cast(step_number as {{ dbt.type_string() }})), '') as written_step_number,
        nullif(trim(cast(step as {{ dbt.type_string() }})), '') as step,
        lower(nullif(trim(cast(event as {{ dbt.type_string() }})), '')) as event
    from {{ ref('funnel_steps') }}
{%- endmacro %}
