with trimmed as (
    {{ funnel_lines() }}
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
