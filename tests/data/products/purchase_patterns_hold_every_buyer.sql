{{ config(meta={'dagster': {'ref': {'name': 'purchase_patterns', 'package': 'retensi'}}}) }}
-- A habit is stated of every customer who bought, and of purchases that can be looked up.
with orders as (
    select
        customer_id,
        count(*) as purchases,
        sum(case when discount_amount > 0 then 1 else 0 end) as purchases_on_discount
    from {{ ref('retensi', 'orders') }}
    where order_number is not null
    group by customer_id
)

select
    coalesce(orders.customer_id, patterns.customer_id) as customer_id,
    orders.purchases,
    patterns.purchases as purchases_found
from orders
full outer join {{ ref('retensi', 'purchase_patterns') }} as patterns on orders.customer_id = patterns.customer_id
where
    orders.customer_id is null
    or patterns.customer_id is null
    or orders.purchases <> patterns.purchases
    or orders.purchases_on_discount <> patterns.purchases_on_discount
    or patterns.purchases_with_category > patterns.purchases
    or patterns.purchases_with_favourite > patterns.purchases_with_category
    or (patterns.favourite_category is null) <> (patterns.purchases_with_category = 0)
    or patterns.usual_weekday not between 1 and 7
    or patterns.usual_hour not between 0 and 23
