{{ config(meta={'dagster': {'ref': {'name': 'revenue_lorenz_curve', 'package': 'retensi'}}}) }}
-- 100 percent of the customers bring 100 percent of their revenue, and no percent is missing.
with buyers as (
    select
        count(*) as customers,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('retensi', 'customers') }}
    where order_count > 0
),

curve as (
    select
        count(*) as points,
        max(customers) as customers,
        max(case when customer_percent = 100 then net_revenue end) as net_revenue
    from {{ ref('retensi', 'revenue_lorenz_curve') }}
)

select curve.points
from curve
cross join buyers
where
    curve.points <> 101
    or curve.customers <> buyers.customers
    or curve.net_revenue <> buyers.net_revenue
