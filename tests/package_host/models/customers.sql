-- The shop's own customers, a model that is called like a mart.
select
    buyer as customer_id,
    min(cast(sold_at as timestamp)) as registered_at,
    'Host town' as city
from {{ ref('sales') }}
group by buyer
