{{ config(**incremental_by_key(key='customer_id', changed_in='int_lifecycles_changed')) }}

with change_points as (
    select * from {{ ref('retensi', 'int_lifecycle_change_points') }}
    where {{ is_changed('customer_id', 'int_lifecycles_changed') }}
),

placed as (
    select
        change_points.*,
        lead(change_points.changed_on) over (
            partition by change_points.customer_id
            order by change_points.changed_on, change_points.rank_in_day
        ) as next_change_on
    from change_points
),

ends_of_day as (
    select placed.*
    from placed
    where
        placed.next_change_on is null
        or placed.next_change_on > placed.changed_on
),

compared as (
    select
        ends_of_day.*,
        lag(ends_of_day.lifecycle_stage) over (
            partition by ends_of_day.customer_id
            order by ends_of_day.changed_on
        ) as previous_stage
    from ends_of_day
),

changes as (
    select compared.*
    from compared
    where
        compared.previous_stage is null
        or compared.previous_stage <> compared.lifecycle_stage
),

final as (
    select
        changes.customer_id,
        changes.changed_on as valid_from,
        lead(changes.changed_on) over (
            partition by changes.customer_id
            order by changes.changed_on
        ) as valid_to,
        changes.lifecycle_stage,
        changes.previous_stage,
        case
            when changes.entered_by = 'repeat_purchase' and changes.previous_stage = 'inactive' then 'reactivation'
            else changes.entered_by
        end as entered_by
    from changes
)

select * from final
