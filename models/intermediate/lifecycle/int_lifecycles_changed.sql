-- depends_on: {{ ref('retensi', 'int_customers_changed') }}
-- depends_on: {{ ref('retensi', 'int_customers_known') }}
-- depends_on: {{ ref('retensi', 'int_feedback_outstanding') }}

with pending as (
    {{ pending_keys(['person', 'known', 'feedback']) }}
),

purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

-- Nobody did anything; the days on which silence turns into another stage came.
final as (
    select changed_key
    from pending
    union
    select customer_id as changed_key
    from purchase_days
    where
        {{ as_of_moved_over('silent_at_risk_from') }}
        or {{ as_of_moved_over('silent_inactive_from') }}
)

select * from final
