with spans as (
    select * from {{ ref('retensi', 'int_lifecycle_spans') }}
),

stages as (
    {{ retensi.each_value(retensi.lifecycle_stages(), 'lifecycle_stage') }}
),

moves as (
    select
        valid_from as moved_on,
        lifecycle_stage,
        1 as customers
    from spans
    union all
    select
        valid_to as moved_on,
        lifecycle_stage,
        -1 as customers
    from spans
    where valid_to is not null
),

-- What began before the spine is carried into its first day.
moves_by_day as (
    select
        greatest(moves.moved_on, bounds.spine_start) as day,
        moves.lifecycle_stage,
        sum(moves.customers) as customers
    from moves
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    group by greatest(moves.moved_on, bounds.spine_start), moves.lifecycle_stage
),

final as (
    select
        calendar.day,
        stages.lifecycle_stage,
        cast(
            sum(coalesce(moves_by_day.customers, 0)) over (
                partition by stages.lifecycle_stage
                order by calendar.day
                rows between unbounded preceding and current row
            ) as bigint
        ) as customer_count
    from {{ ref('retensi', 'calendar') }} as calendar
    cross join stages
    left join moves_by_day
        on calendar.day = moves_by_day.day and stages.lifecycle_stage = moves_by_day.lifecycle_stage
)

select * from final
