with spans as (
    select * from {{ ref('retensi', 'int_lifecycle_spans') }}
),

bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

calendar as (
    select * from {{ ref('retensi', 'calendar') }}
),

stages as (
    {{ retensi.each_value(retensi.lifecycle_stages(), 'lifecycle_stage') }}
),

starts_and_ends as (
    select
        spans.valid_from as moved_on,
        spans.lifecycle_stage,
        1 as customers
    from spans
    union all
    select
        spans.valid_to as moved_on,
        spans.lifecycle_stage,
        -1 as customers
    from spans
    where spans.valid_to is not null
),

-- What began before the spine is carried into its first day.
moves_by_day as (
    select
        greatest(starts_and_ends.moved_on, bounds.spine_start) as day,
        starts_and_ends.lifecycle_stage,
        sum(starts_and_ends.customers) as customers
    from starts_and_ends
    cross join bounds
    group by
        greatest(starts_and_ends.moved_on, bounds.spine_start),
        starts_and_ends.lifecycle_stage
),

dense_moves as (
    select
        calendar.day,
        stages.lifecycle_stage,
        coalesce(moves_by_day.customers, 0) as customers
    from calendar
    cross join stages
    left join moves_by_day
        on
            calendar.day = moves_by_day.day
            and stages.lifecycle_stage = moves_by_day.lifecycle_stage
),

final as (
    select
        dense_moves.day,
        dense_moves.lifecycle_stage,
        cast(
            sum(dense_moves.customers) over (
                partition by dense_moves.lifecycle_stage
                order by dense_moves.day
                rows between unbounded preceding and current row
            ) as bigint
        ) as customer_count
    from dense_moves
)

select * from final
