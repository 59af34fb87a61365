{{ config(meta={'dagster': {'ref': {'name': 'customer_value', 'package': 'retensi'}}}) }}
-- Whoever has bought is worth something to look at: nobody is lost between the marts, and both tell the same.
with buyers as (
    select * from {{ ref('retensi', 'customers') }}
    where order_count > 0
),

customer_value as (
    select * from {{ ref('retensi', 'customer_value') }}
)

select coalesce(buyers.customer_id, customer_value.customer_id) as customer_id
from buyers
full outer join customer_value
    on buyers.customer_id = customer_value.customer_id
where
    buyers.customer_id is null
    or customer_value.customer_id is null
    or buyers.probability_alive is distinct from customer_value.probability_alive
    or buyers.expected_orders is distinct from customer_value.expected_orders
    or buyers.predicted_clv is distinct from customer_value.predicted_clv
    or buyers.net_revenue <> customer_value.net_revenue
    or buyers.margin <> customer_value.margin
