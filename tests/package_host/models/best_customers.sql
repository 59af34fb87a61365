-- What the shop makes of the marts.
select customer_id, net_revenue
from {{ ref('retensi', 'customers') }}
where lifecycle_stage = 'repeat'
