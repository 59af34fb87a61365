{{ config(materialized='view') }}

with purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

purchased as (
    select
        purchase_days.customer_id,
        purchase_days.purchase_day as changed_on,
        purchase_days.fresh_stage as lifecycle_stage,
        case
            when purchase_days.is_first_purchase_day then 'first_purchase'
            else 'repeat_purchase'
        end as entered_by,
        0 as rank_in_day
    from purchase_days
),

fell_silent as (
    select
        purchase_days.customer_id,
        purchase_days.silent_at_risk_from as changed_on,
        'at_risk' as lifecycle_stage,
        'silence' as entered_by,
        0 as rank_in_day
    from purchase_days
    where
        purchase_days.next_purchase_day is null
        or purchase_days.next_purchase_day > purchase_days.silent_at_risk_from
),

stayed_silent as (
    select
        purchase_days.customer_id,
        purchase_days.silent_inactive_from as changed_on,
        'inactive' as lifecycle_stage,
        'silence' as entered_by,
        0 as rank_in_day
    from purchase_days
    where
        purchase_days.next_purchase_day is null
        or purchase_days.next_purchase_day > purchase_days.silent_inactive_from
),

final as (
    select * from purchased
    union all
    select * from fell_silent
    union all
    select * from stayed_silent
)

select * from final
