-- One step after the other: what set a stage, what held at the end of its day, and where that was another stage.
{{ config(**incremental_by_key(key='customer_id', changed_in='int_lifecycles_changed')) }}

with customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
    where {{ is_changed('customer_id', 'int_lifecycles_changed') }}
),

purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

changes_by_purchases as (
    select * from {{ ref('retensi', 'int_lifecycle_changes_by_purchases') }}
    where {{ is_changed('customer_id', 'int_lifecycles_changed') }}
),

feedback as (
    select * from {{ ref('retensi', 'int_feedback_outstanding') }}
    where {{ is_changed('customer_id', 'int_lifecycles_changed') }}
),

-- Feedback that was outstanding while the purchase before it was fresh.
fresh_feedback as (
    select
        feedback.customer_id,
        purchase_days.purchase_day,
        purchase_days.fresh_stage,
        purchase_days.fresh_until,
        feedback.outstanding_from as negative_from,
        least(coalesce(feedback.outstanding_until, purchase_days.fresh_until), purchase_days.fresh_until)
            as negative_until
    from feedback
    inner join purchase_days
        on
            feedback.customer_id = purchase_days.customer_id
            and feedback.last_purchase_day = purchase_days.purchase_day
    where feedback.outstanding_from < purchase_days.fresh_until
),

-- Of overlapping or adjacent feedback the last to be made good counts.
joined_feedback as (
    select
        *,
        max(negative_until) over of_purchase as all_negative_until,
        lead(negative_from) over of_purchase as next_negative_from
    from fresh_feedback
    window
        of_purchase as (partition by customer_id, purchase_day order by negative_from, negative_until)
),

-- rank_in_day: of two changes on one day the higher one holds at the end of it.
change_points as (
    select * from changes_by_purchases
    union all
    select
        customers.customer_id,
        customers.known_since as changed_on,
        'lead' as lifecycle_stage,
        customers.known_by as entered_by,
        0 as rank_in_day
    from customers
    left join purchase_days
        on customers.customer_id = purchase_days.customer_id and purchase_days.is_first_purchase_day
    where purchase_days.purchase_day is null or customers.known_since < purchase_days.purchase_day
    union all
    select
        customer_id,
        negative_from as changed_on,
        'at_risk' as lifecycle_stage,
        'negative_feedback' as entered_by,
        1 as rank_in_day
    from joined_feedback
    union all
    select
        customer_id,
        all_negative_until as changed_on,
        fresh_stage as lifecycle_stage,
        'feedback_made_good' as entered_by,
        0 as rank_in_day
    from joined_feedback
    where
        all_negative_until < fresh_until
        and (next_negative_from is null or next_negative_from > all_negative_until)
),

placed as (
    select
        *,
        lead(changed_on) over (partition by customer_id order by changed_on, rank_in_day) as next_change_on
    from change_points
    where changed_on <= (select bounds.as_of from {{ ref('retensi', 'int_as_of') }} as bounds)
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
