-- Columns that stand side by side in a report must add up to the same revenue and the same purchases, those that were
-- touched; and a purchase that names a campaign itself can be missing in none.
with found as (
    select
        coalesce(sum(last_touch_revenue), 0) as last_touch_revenue,
        coalesce(sum(first_touch_revenue), 0) as first_touch_revenue,
        coalesce(sum(linear_revenue), 0) as linear_revenue,
        coalesce(sum(last_touch_purchases), 0) as last_touch_purchases,
        coalesce(sum(first_touch_purchases), 0) as first_touch_purchases,
        coalesce(sum(linear_purchases), 0) as linear_purchases
    from {{ ref('retensi', 'campaign_performance') }}
),

attributed_orders as (
    select distinct order_id
    from {{ ref('retensi', 'int_purchases_attributed') }}
),

expected as (
    select
        coalesce(sum(case when attributed_orders.order_id is not null then orders.net_revenue end), 0) as net_revenue,
        coalesce(sum(case when attributed_orders.order_id is not null then 1 else 0 end), 0) as purchases,
        coalesce(
            sum(case when attributed_orders.order_id is null and orders.campaign_id is not null then 1 else 0 end), 0
        ) as lost_purchases
    from {{ ref('retensi', 'orders') }} as orders
    left join attributed_orders on orders.order_id = attributed_orders.order_id
    where orders.treatment = 'purchase'
)

select
    found.*,
    expected.net_revenue,
    expected.purchases,
    expected.lost_purchases
from found
cross join expected
where
    found.last_touch_revenue <> expected.net_revenue
    or found.first_touch_revenue <> expected.net_revenue
    or found.linear_revenue <> expected.net_revenue
    or found.last_touch_purchases <> expected.purchases
    or found.first_touch_purchases <> expected.purchases
    or abs(found.linear_purchases - expected.purchases) > 0.000001
    or (expected.lost_purchases > 0 and {{ var('attribution_window_days') }} > 0)
