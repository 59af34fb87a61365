-- No point is lost or made: what was earned is redeemed, expired or there. A balance below 0 would give points away.
with moved as (
    select
        customer_id,
        sum(case when interaction_type = 'points_earned' then value else 0 end) as earned,
        sum(case when interaction_type = 'points_redeemed' then value else 0 end) as claimed
    from {{ ref('retensi', 'interactions') }}
    where
        interaction_type in ('points_earned', 'points_redeemed')
        and customer_id is not null
    group by customer_id
),

expiring as (
    select
        customer_id,
        sum(points) as points
    from {{ ref('retensi', 'int_points_expiring') }}
    group by customer_id
)

select
    coalesce(members.customer_id, moved.customer_id) as customer_id,
    members.points_earned,
    members.points_redeemed,
    members.points_expired,
    members.points_balance,
    members.points_overdrawn,
    moved.earned,
    moved.claimed,
    expiring.points as points_expiring
from {{ ref('retensi', 'loyalty_members') }} as members
full outer join moved on members.customer_id = moved.customer_id
left join expiring on members.customer_id = expiring.customer_id
where
    members.customer_id is null
    or members.points_earned <> coalesce(moved.earned, 0)
    or members.points_redeemed + members.points_overdrawn <> coalesce(moved.claimed, 0)
    or members.points_balance <> members.points_earned - members.points_redeemed - members.points_expired
    or members.points_balance <> coalesce(expiring.points, 0)
    or members.points_balance < 0
    or members.points_overdrawn < 0
    or members.points_expired < 0
    or (members.points_overdrawn > 0 and members.points_balance > 0)
