with funnel_steps as (
    select * from {{ ref('funnel_steps') }}
),

trimmed as (
    select
        nullif(trim(cast(funnel as {{ dbt.type_string() }})), '') as funnel,
        nullif(trim(cast(window_days as {{ dbt.type_string() }})), '') as written_window_days,
        nullif(trim(cast(step_number as {{ dbt.type_string() }})), '') as written_step_number,
        nullif(trim(cast(step as {{ dbt.type_string() }})), '') as step,
        lower(nullif(trim(cast(event as {{ dbt.type_string() }})), '')) as event
    from funnel_steps
),

final as (
    select
        *,
        case
            when {{ matches('written_window_days', '^[0-9]{1,5}$') }}
                then {{ try_cast_text('written_window_days', 'integer') }}
        end as window_days,
        case
            when {{ matches('written_step_number', '^[0-9]{1,5}$') }}
                then {{ try_cast_text('written_step_number', 'integer') }}
        end as step_number
    from trimmed
)

select * from final
