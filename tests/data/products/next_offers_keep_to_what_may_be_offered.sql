{{ config(meta={'dagster': {'ref': {'name': 'next_offers', 'package': 'retensi'}}}) }}
-- To offer what somebody has just bought, or what nobody buys any more, costs trust: each offer is looked up in what
-- was bought.
with purchases as (
    select
        customer_id,
        product_id,
        max(order_date) as last_bought_on
    from {{ ref('retensi', 'order_items') }}
    where treatment = 'purchase'
    group by
        customer_id,
        product_id
),

products as (
    select
        product_id,
        max(last_bought_on) as last_bought_on
    from purchases
    where customer_id is not null
    group by product_id
),

offers as (
    select
        *,
        lag(offer_rank, 1, 0) over (partition by customer_id order by offer_rank) as rank_before
    from {{ ref('retensi', 'next_offers') }}
)

select
    offers.customer_id,
    offers.offer_rank,
    offers.product_id
from offers
cross join {{ ref('retensi', 'int_as_of') }} as bounds
left join purchases
    on
        offers.customer_id = purchases.customer_id
        and offers.product_id = purchases.product_id
left join products on offers.product_id = products.product_id
where
    offers.offer_rank <> offers.rank_before + 1
    or offers.offer_rank > 5
    or coalesce({{ days_between('products.last_bought_on', 'bounds.as_of') }}, 90) >= 90
    or coalesce(purchases.last_bought_on, bounds.as_of) <> coalesce(offers.last_bought_on, bounds.as_of)
    or (
        purchases.customer_id is not null
        and coalesce(offers.due_on > {{ add_days('bounds.as_of', var('offer_days') | int) }}, true)
    )
