with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and interaction_type = 'loyalty_joined'
),

accounts as (
    select * from {{ ref('retensi', 'int_points_accounts') }}
),

loyalty_tiers as (
    select * from {{ ref('loyalty_tiers') }}
),

joined as (
    select
        customer_id,
        min(occurred_at) as joined_at,
        min(interaction_date) as joined_on
    from interactions
    group by customer_id
),

tiers as (
    select
        tier,
        minimum_points,
        lead(minimum_points) over (order by minimum_points) as next_minimum_points
    from loyalty_tiers
),

members as (
    select
        coalesce(joined.customer_id, accounts.customer_id) as customer_id,
        joined.joined_at is not null as is_member,
        joined.joined_at,
        joined.joined_on,
        {%- for points in [
            'points_earned', 'points_redeemed', 'points_expired', 'points_balance', 'points_overdrawn',
            'points_earned_last_year'
        ] %}
        cast(coalesce(accounts.{{ points }}, 0) as decimal(38, 4)) as {{ points }},
        {%- endfor %}
        accounts.next_expiry_on,
        accounts.next_expiry_points
    from joined
    full outer join accounts on joined.customer_id = accounts.customer_id
),

-- Points without membership give no tier.
final as (
    select
        members.*,
        tiers.tier,
        cast(tiers.next_minimum_points - members.points_earned_last_year as decimal(38, 4)) as points_to_next_tier
    from members
    left join tiers
        on
            members.is_member
            and members.points_earned_last_year >= tiers.minimum_points
            and (members.points_earned_last_year < tiers.next_minimum_points or tiers.next_minimum_points is null)
)

select * from final
