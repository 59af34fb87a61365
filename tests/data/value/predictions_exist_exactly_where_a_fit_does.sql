{{ config(meta={'dagster': {'ref': {'name': 'customer_value', 'package': 'retensi'}}}) }}
-- Never an invented number, never a missing one, never one outside its range.
with parameters as (
    select * from {{ ref('retensi', 'clv_parameters') }}
),

customer_value as (
    select * from {{ ref('retensi', 'customer_value') }}
)

select customer_value.customer_id
from customer_value
cross join parameters
where
    -- How often they buy and what that is worth are two models; each predicts where it has a fit.
    (customer_value.probability_alive is null) <> (parameters.r is null or customer_value.frequency is null)
    or (customer_value.expected_orders is null) <> (parameters.r is null or customer_value.frequency is null)
    or (customer_value.expected_order_value is null) <> (parameters.p is null or customer_value.frequency is null)
    or (customer_value.predicted_clv is null) <> (not parameters.converged or customer_value.frequency is null)
    or (customer_value.value_decile is null) <> (not parameters.converged or customer_value.frequency is null)
    or customer_value.probability_alive not between 0 and 1
    or (customer_value.frequency = 0 and customer_value.probability_alive <> 1)
    or customer_value.expected_orders < 0
    or customer_value.expected_orders > {{ var('clv_horizon_days') }}
    or customer_value.expected_order_value <= 0
    or customer_value.predicted_clv < 0
    or customer_value.value_decile not between 1 and 10
