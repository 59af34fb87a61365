{{ config(materialized='view') }}

with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

changes_by_purchases as (
    select * from {{ ref('retensi', 'int_lifecycle_changes_by_purchases') }}
),

feedback_spans as (
    select * from {{ ref('retensi', 'int_lifecycle_feedback_spans') }}
),

-- rank_in_day: of two changes on one day the higher one holds at the end of it.
known as (
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
),

turned_negative as (
    select
        feedback_spans.customer_id,
        feedback_spans.negative_from as changed_on,
        'at_risk' as lifecycle_stage,
        'negative_feedback' as entered_by,
        1 as rank_in_day
    from feedback_spans
),

made_good as (
    select
        feedback_spans.customer_id,
        feedback_spans.negative_until as changed_on,
        feedback_spans.fresh_stage as lifecycle_stage,
        'feedback_made_good' as entered_by,
        0 as rank_in_day
    from feedback_spans
    where feedback_spans.negative_until < feedback_spans.fresh_until
),

change_points as (
    select * from changes_by_purchases
    union all
    select * from known
    union all
    select * from turned_negative
    union all
    select * from made_good
),

final as (
    select
        change_points.customer_id,
        change_points.changed_on,
        change_points.lifecycle_stage,
        change_points.entered_by,
        change_points.rank_in_day
    from change_points
    cross join bounds
    where change_points.changed_on <= bounds.as_of
)

select * from final
