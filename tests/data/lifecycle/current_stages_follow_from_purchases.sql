-- The stage at as_of, recomputed from nothing but the number of purchases and the days since the last one. Feedback can
-- only turn new and repeat into at_risk, so every other difference is a customer treated as what he or she is not.
with history as (
    select *
    from {{ ref('retensi', 'lifecycle_stage_history') }}
    where valid_to is null
),

purchases as (
    select
        customer_id,
        count(*) as purchases,
        max(order_date) as last_purchase_day
    from {{ ref('retensi', 'int_orders_identified') }}
    where treatment = 'purchase'
    group by customer_id
),

expected as (
    select
        customers.customer_id,
        case
            when purchases.purchases is null then 'lead'
            when {{ days_between('purchases.last_purchase_day', 'bounds.as_of') }} > {{ var('inactive_after_days') }}
                then 'inactive'
            when {{ days_between('purchases.last_purchase_day', 'bounds.as_of') }} > {{ var('at_risk_after_days') }}
                then 'at_risk'
            when purchases.purchases = 1 then 'new'
            else 'repeat'
        end as stage_by_purchases
    from {{ ref('retensi', 'int_customers_known') }} as customers
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    left join purchases
        on customers.customer_id = purchases.customer_id
)

select
    expected.customer_id,
    expected.stage_by_purchases,
    history.customer_id as customer_with_history,
    history.lifecycle_stage
from expected
full outer join history
    on expected.customer_id = history.customer_id
where
    history.lifecycle_stage is distinct from expected.stage_by_purchases
    and not coalesce(
        history.lifecycle_stage = 'at_risk'
        and history.entered_by = 'negative_feedback'
        and expected.stage_by_purchases in ('new', 'repeat'),
        false
    )
