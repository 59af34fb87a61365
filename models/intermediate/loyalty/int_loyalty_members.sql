with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

ledger as (
    select * from {{ ref('retensi', 'int_points_ledger') }}
),

points_expiring as (
    select * from {{ ref('retensi', 'int_points_expiring') }}
),

loyalty_tiers as (
    select * from {{ ref('loyalty_tiers') }}
),

joined as (
    select
        customer_id,
        min(occurred_at) as joined_at,
        min(interaction_date) as joined_on
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and interaction_type = 'loyalty_joined'
    group by customer_id
),

accounts as (
    select
        ledger.customer_id,
        sum(ledger.points_earned) as points_earned,
        sum(ledger.points_redeemed) as points_redeemed,
        sum(ledger.points_expired) as points_expired,
        sum(ledger.points_earned - ledger.points_redeemed - ledger.points_expired) as points_balance,
        sum(
            case when ledger.happens_on > {{ add_days('bounds.as_of', -365) }} then ledger.points_earned else 0 end
        ) as points_earned_last_year,
        max(ledger.entry_number) as last_entry
    from ledger
    cross join bounds
    group by ledger.customer_id
),

next_expiries as (
    select
        *,
        row_number() over (partition by customer_id order by expires_on) as place
    from points_expiring
),

members as (
    select
        coalesce(joined.customer_id, accounts.customer_id) as customer_id,
        joined.joined_at is not null as is_member,
        joined.joined_at,
        joined.joined_on,
        {%- for points in [
            'points_earned', 'points_redeemed', 'points_expired', 'points_balance', 'points_earned_last_year'
        ] %}
        cast(coalesce(accounts.{{ points }}, 0) as decimal(38, 4)) as {{ points }},
        {%- endfor %}
        accounts.last_entry
    from joined
    full outer join accounts on joined.customer_id = accounts.customer_id
),

tiers as (
    select
        tier,
        minimum_points,
        lead(minimum_points) over (order by minimum_points) as next_minimum_points
    from loyalty_tiers
),

-- What is overdrawn stands in the last entry of the account. Points without membership give no tier.
final as (
    select
        members.customer_id,
        members.is_member,
        members.joined_at,
        members.joined_on,
        members.points_earned,
        members.points_redeemed,
        members.points_expired,
        members.points_balance,
        cast(coalesce(ledger.points_overdrawn, 0) as decimal(38, 4)) as points_overdrawn,
        members.points_earned_last_year,
        next_expiries.expires_on as next_expiry_on,
        next_expiries.points as next_expiry_points,
        tiers.tier,
        cast(tiers.next_minimum_points - members.points_earned_last_year as decimal(38, 4)) as points_to_next_tier
    from members
    left join ledger
        on
            members.customer_id = ledger.customer_id
            and members.last_entry = ledger.entry_number
    left join next_expiries
        on
            members.customer_id = next_expiries.customer_id
            and next_expiries.place = 1
    left join tiers
        on
            members.is_member
            and members.points_earned_last_year >= tiers.minimum_points
            and (members.points_earned_last_year < tiers.next_minimum_points or tiers.next_minimum_points is null)
)

select * from final
