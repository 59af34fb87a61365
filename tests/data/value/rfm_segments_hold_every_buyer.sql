{{ config(meta={'dagster': {'ref': {'name': 'rfm_segments', 'package': 'retensi'}}}) }}
-- A pair of scores that the reference seed does not name would drop its customers from every list.
with buyers as (
    select
        count(*) as customer_count,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('retensi', 'customers') }}
    where order_count > 0
),

segments as (
    select
        sum(customer_count) as customer_count,
        sum(net_revenue) as net_revenue
    from {{ ref('retensi', 'rfm_segments') }}
)

select buyers.customer_count
from buyers
cross join segments
where
    buyers.customer_count <> segments.customer_count
    or buyers.net_revenue <> segments.net_revenue
