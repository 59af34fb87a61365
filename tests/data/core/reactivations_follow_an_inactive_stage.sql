-- A purchase is called a reactivation in the list of orders if and only if the customer's lifecycle stage at the end of
-- the day before was inactive: two answers to "did we win them back?" would be one too many.
with orders as (
    select * from {{ ref('retensi', 'orders') }}
    where order_number is not null
),

inactive_spans as (
    select * from {{ ref('retensi', 'lifecycle_stage_history') }}
    where lifecycle_stage = 'inactive'
)

select
    orders.order_id,
    orders.customer_id,
    orders.order_date,
    orders.is_reactivation
from orders
left join inactive_spans
    on
        orders.customer_id = inactive_spans.customer_id
        and orders.order_date = inactive_spans.valid_to
where
    -- A second purchase on the day of the comeback comes from a customer who is back.
    orders.is_reactivation <> (inactive_spans.customer_id is not null and orders.days_since_previous_order > 0)
