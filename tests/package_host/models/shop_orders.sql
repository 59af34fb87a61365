-- The shop's sales as retensi wants them.
select
    sale_id as order_id,
    buyer as customer_id,
    cast(sold_at as timestamp) as ordered_at,
    'paid' as status,
    cast(total as decimal(18, 2)) as gross_amount
from {{ ref('sales') }}
