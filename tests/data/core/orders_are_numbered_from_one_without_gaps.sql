-- "Third order" must mean the third one: a gap or a double number would send the wrong offer and shift every share of
-- repeat orders.
select
    customer_id,
    count(*) as purchases,
    count(distinct order_number) as order_numbers,
    min(order_number) as first_number,
    max(order_number) as last_number
from {{ ref('retensi', 'orders') }}
where
    treatment = 'purchase'
    and customer_id is not null
group by customer_id
having
    min(order_number) <> 1
    or max(order_number) <> count(*)
    or count(distinct order_number) <> count(*)
