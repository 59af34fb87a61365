-- Every order of a customer has its row. Who comes back was inactive, by spans and by gaps between purchases alike; who
-- had a tier was a member whose points, added up from the interactions, make it; a first purchase follows no segment.
with points as (
    select
        buyers.order_id,
        sum(interactions.value) as points
    from {{ ref('retensi', 'buyers_at_order') }} as buyers
    inner join {{ ref('retensi', 'interactions') }} as interactions
        on
            buyers.customer_id = interactions.customer_id
            and interactions.interaction_type = 'points_earned'
            and buyers.order_date > interactions.interaction_date
            and {{ add_days('buyers.order_date', -365) }} <= interactions.interaction_date
    group by buyers.order_id
),

expected as (
    select
        orders.order_id,
        orders.customer_id,
        orders.order_date,
        orders.is_first_order,
        orders.is_reactivation,
        orders.days_since_previous_order,
        max(tiers.minimum_points) as minimum_points
    from {{ ref('retensi', 'orders') }} as orders
    left join points on orders.order_id = points.order_id
    left join {{ ref('retensi', 'int_loyalty_members') }} as members
        on
            orders.customer_id = members.customer_id
            and members.is_member
            and orders.order_date > members.joined_on
    left join {{ ref('loyalty_tiers') }} as tiers
        on
            members.is_member
            and coalesce(points.points, 0) >= tiers.minimum_points
    where orders.customer_id is not null
    group by
        orders.order_id,
        orders.customer_id,
        orders.order_date,
        orders.is_first_order,
        orders.is_reactivation,
        orders.days_since_previous_order
)

select
    coalesce(expected.order_id, buyers.order_id) as order_id,
    buyers.lifecycle_stage_before,
    buyers.loyalty_tier_at_order,
    buyers.rfm_segment_before
from expected
full outer join {{ ref('retensi', 'buyers_at_order') }} as buyers on expected.order_id = buyers.order_id
left join {{ ref('loyalty_tiers') }} as tiers on buyers.loyalty_tier_at_order = tiers.tier
where
    expected.order_id is null
    or buyers.order_id is null
    or expected.customer_id <> buyers.customer_id
    or coalesce(expected.minimum_points, -1) <> coalesce(tiers.minimum_points, -1)
    or (expected.is_reactivation and buyers.lifecycle_stage_before <> 'inactive')
    or (
        expected.days_since_previous_order > 0
        and not expected.is_reactivation
        and buyers.lifecycle_stage_before not in ('new', 'repeat', 'at_risk')
    )
    or (expected.is_first_order and (
        coalesce(buyers.lifecycle_stage_before, 'lead') <> 'lead'
        or buyers.rfm_segment_before is not null
    ))
