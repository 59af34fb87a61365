-- The row that a team quotes is the total of those it looks at. Floats may differ in their last digits.
with deciles as (
    select
        sum(customers) as customers,
        sum(predicted_orders) as predicted_orders,
        sum(actual_orders) as actual_orders,
        sum(predicted_value) as predicted_value,
        sum(actual_value) as actual_value,
        sum(baseline_orders) as baseline_orders,
        sum(baseline_value) as baseline_value
    from {{ ref('retensi', 'clv_backtest') }}
    where decile > 0
    having count(*) > 0
),

total as (
    select * from {{ ref('retensi', 'clv_backtest') }}
    where decile = 0
)

select total.decile
from total
cross join deciles
where
    total.customers <> deciles.customers
    or total.actual_orders <> deciles.actual_orders
    or total.actual_value <> deciles.actual_value
    or total.baseline_orders <> deciles.baseline_orders
    or total.baseline_value <> deciles.baseline_value
    or abs(total.predicted_orders - deciles.predicted_orders) > 0.000000001 * total.predicted_orders
    or abs(total.predicted_value - deciles.predicted_value) > 0.000000001 * total.predicted_value
