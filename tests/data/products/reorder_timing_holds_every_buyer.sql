{{ config(meta={'dagster': {'ref': {'name': 'reorder_timing_by_product', 'package': 'retensi'}}}) }}
-- Who bought a product has it in a purchase, who bought it again in two; a longer wait brings back no fewer.
with purchases as (
    select
        product_id,
        customer_id,
        count(distinct order_id) as purchases
    from {{ ref('retensi', 'order_items') }}
    where
        treatment = 'purchase'
        and customer_id is not null
        and product_id is not null
    group by
        product_id,
        customer_id
),

buyers as (
    select
        product_id,
        count(*) as customers,
        sum(case when purchases > 1 then 1 else 0 end) as returned_customers
    from purchases
    group by product_id
)

select
    coalesce(buyers.product_id, reorders.product_id) as product_id,
    buyers.customers,
    buyers.returned_customers,
    reorders.customers as customers_found,
    reorders.returned_customers as returned_customers_found
from buyers
full outer join {{ ref('retensi', 'reorder_timing_by_product') }} as reorders on buyers.product_id = reorders.product_id
where
    buyers.product_id is null
    or reorders.product_id is null
    or buyers.customers <> reorders.customers
    or buyers.returned_customers <> reorders.returned_customers
    or reorders.returned_within_30_days > reorders.returned_within_365_days
    or reorders.returned_within_365_days not between 0 and 1
    or reorders.days_p10 > reorders.days_p90
    or (reorders.days_p50 <= 90 and reorders.returned_within_90_days < 0.5 - 0.000000001)
