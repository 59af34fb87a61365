{#-
    A query of the lines of the seed funnel_steps without blanks around what is written; null where nothing is left. Numbers
    are there as they were written, and as whole numbers where they are that.
-#}
{% macro funnel_lines() -%}
    select
        trimmed.*,
        {%- for number in ['window_days', 'step_number'] %}
        case
            when {{ retensi.matches('written_' ~ number, '^[0-9]{1,5}$') }}
                then {{ retensi.try_cast_text('written_' ~ number, 'integer') }}
        end as {{ number }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            nullif(trim(cast(funnel as {{ dbt.type_string() }})), '') as funnel,
            nullif(trim(cast(window_days as {{ dbt.type_string() }})), '') as written_window_days,
            nullif(trim(cast(step_number as {{ dbt.type_string() }})), '') as written_step_number,
            nullif(trim(cast(step as {{ dbt.type_string() }})), '') as step,
            lower(nullif(trim(cast(event as {{ dbt.type_string() }})), '')) as event
        from {{ ref('funnel_steps') }}
    ) as trimmed
{%- endmacro %}
