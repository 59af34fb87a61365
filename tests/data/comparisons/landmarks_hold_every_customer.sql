{{ config(meta={'dagster': {'ref': {'name': 'int_comparison_months', 'package': 'retensi'}}}) }}
-- A comparison that loses customers compares the wrong people: at each landmark everybody known is in one state.
-- Feedback moves nobody into lead or inactive, so these two stages have the customers of the lifecycle.
with landmarks as (
    select
        month,
        sum(customers) as customers,
        sum(case when stage = 'lead' then customers else 0 end) as leads,
        sum(case when stage = 'inactive' then customers else 0 end) as inactive
    from {{ ref('retensi', 'int_comparison_months') }}
    group by month
),

lifecycle as (
    select
        month,
        sum(customer_count) as customers,
        sum(case when lifecycle_stage = 'lead' then customer_count else 0 end) as leads,
        sum(case when lifecycle_stage = 'inactive' then customer_count else 0 end) as inactive
    from {{ ref('retensi', 'lifecycle_stages_by_month') }}
    group by month
)

select
    coalesce(landmarks.month, lifecycle.month) as month,
    landmarks.customers,
    lifecycle.customers as customers_of_lifecycle
from landmarks
full outer join lifecycle
    on landmarks.month = lifecycle.month
where
    coalesce(landmarks.customers, 0) <> coalesce(lifecycle.customers, 0)
    or coalesce(landmarks.leads, 0) <> coalesce(lifecycle.leads, 0)
    or coalesce(landmarks.inactive, 0) <> coalesce(lifecycle.inactive, 0)
