-- A return is no further purchase, and sales to nobody in particular are not all one loyal customer's.
select
    order_id,
    customer_id,
    treatment,
    order_number
from {{ ref('retensi', 'orders') }}
where
    (order_number is null) <> (treatment = 'credit_note' or customer_id is null)
    or is_first_order <> coalesce(order_number = 1, false)
