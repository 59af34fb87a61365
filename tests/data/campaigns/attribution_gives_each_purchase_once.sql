-- Three rules divide the same revenue. A purchase that one of them gave twice, or lost, would make campaigns look
-- better or worse than the shop's own sales.
with parts as (
    select
        order_id,
        count(*) as campaigns,
        sum(case when is_last_touch then 1 else 0 end) as last_touches,
        sum(case when is_first_touch then 1 else 0 end) as first_touches,
        sum(last_touch_revenue) as last_touch_revenue,
        sum(first_touch_revenue) as first_touch_revenue,
        sum(linear_revenue) as linear_revenue,
        max(linear_revenue) - min(linear_revenue) as difference
    from {{ ref('retensi', 'int_purchases_attributed') }}
    group by order_id
)

select
    parts.*,
    orders.net_revenue
from parts
left join {{ ref('retensi', 'orders') }} as orders on parts.order_id = orders.order_id
where
    orders.order_id is null
    or orders.treatment <> 'purchase'
    or parts.last_touches <> 1
    or parts.first_touches <> 1
    or parts.last_touch_revenue <> orders.net_revenue
    or parts.first_touch_revenue <> orders.net_revenue
    or parts.linear_revenue <> orders.net_revenue
    or parts.difference > 0.0001
