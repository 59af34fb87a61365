-- No purchase disappears behind its refund: whatever came, it is worth zero at least, and so is each amount of it.
select
    order_id,
    gross_amount,
    discount_amount,
    refunded_amount,
    net_revenue
from {{ ref('retensi', 'orders') }}
where
    treatment = 'purchase'
    and (net_revenue < 0 or gross_amount < 0 or discount_amount < 0 or refunded_amount < 0)
