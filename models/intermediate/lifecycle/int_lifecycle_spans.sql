{{ config(**incremental_by_key(key='customer_id', changed_in='int_lifecycles_changed')) }}

with first_purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
    where is_first_purchase_day
),

feedback_spans as (
    select * from {{ ref('retensi', 'int_lifecycle_feedback_spans') }}
),

-- rank_in_day: of two changes on one day the higher one holds at the end of it.
change_points as (
    select * from {{ ref('retensi', 'int_lifecycle_changes_by_purchases') }}
    union all
    select
        customers.customer_id,
        customers.known_since as changed_on,
        'lead' as lifecycle_stage,
        customers.known_by as entered_by,
        0 as rank_in_day
    from {{ ref('retensi', 'int_customers_known') }} as customers
    left join first_purchase_days on customers.customer_id = first_purchase_days.customer_id
    where first_purchase_days.purchase_day is null or customers.known_since < first_purchase_days.purchase_day
    union all
    select
        customer_id,
        negative_from as changed_on,
        'at_risk' as lifecycle_stage,
        'negative_feedback' as entered_by,
        1 as rank_in_day
    from feedback_spans
    union all
    select
        customer_id,
        negative_until as changed_on,
        fresh_stage as lifecycle_stage,
        'feedback_made_good' as entered_by,
        0 as rank_in_day
    from feedback_spans
    where negative_until < fresh_until
),

placed as (
    select
        *,
        lead(changed_on) over (partition by customer_id order by changed_on, rank_in_day) as next_change_on
    from change_points
    where
        changed_on <= (select bounds.as_of from {{ ref('retensi', 'int_as_of') }} as bounds)
        and {{ is_changed('customer_id', 'int_lifecycles_changed') }}
),

ends_of_day as (
    select
        *,
        lag(lifecycle_stage) over (partition by customer_id order by changed_on) as previous_stage
    from placed
    where next_change_on is null or next_change_on > changed_on
),

final as (
    select
        customer_id,
        changed_on as valid_from,
        lead(changed_on) over (partition by customer_id order by changed_on) as valid_to,
        lifecycle_stage,
        previous_stage,
        case
            when entered_by = 'repeat_purchase' and previous_stage = 'inactive' then 'reactivation'
            else entered_by
        end as entered_by
    from ends_of_day
    where previous_stage is null or previous_stage <> lifecycle_stage
)

select * from final
