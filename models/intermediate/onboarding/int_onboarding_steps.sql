with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

steps_done as (
    select * from {{ ref('retensi', 'int_onboarding_steps_done') }}
),

final as (
    select
        steps_done.step,
        cast(row_number() over (order by count(*) desc, steps_done.step asc) as bigint) as step_place,
        cast(count(*) over () as bigint) as step_count
    from steps_done
    cross join bounds
    where steps_done.last_done_on > {{ add_days('bounds.as_of', -365) }}
    group by steps_done.step
)

select * from final
