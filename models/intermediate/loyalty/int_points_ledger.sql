with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

points_moved as (
    select
        customer_id,
        interaction_date as moved_on,
        interaction_type = 'points_redeemed' as is_redemption,
        value as points,
        {{ add_days('interaction_date', var('points_valid_days')) }} as expires_on,
        row_number() over (partition by customer_id order by occurred_at, interaction_id) as move_number
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and interaction_type in ('points_earned', 'points_redeemed')
),

-- Points run out at the end of their last day, before what happens on the next.
timeline as (
    select
        customer_id,
        moved_on as happens_on,
        1 as place_in_day,
        move_number,
        case when is_redemption then 0 else points end as earned,
        case when is_redemption then points else 0 end as claimed,
        0 as ended
    from points_moved
    union all
    select
        points_moved.customer_id,
        {{ add_days('points_moved.expires_on', 1) }} as happens_on,
        0 as place_in_day,
        points_moved.move_number,
        0 as earned,
        0 as claimed,
        points_moved.points as ended
    from points_moved
    inner join bounds on points_moved.expires_on < bounds.as_of
    where not points_moved.is_redemption
),

-- All points ever earned stand in one row, oldest first, and go from its front. What has ended by then goes in any
-- case; how far that is beyond what was claimed before has expired for good.
accumulated as (
    select
        *,
        sum(earned) over up_to_here as earned_to_date,
        sum(claimed) over up_to_here as claimed_to_date,
        greatest((sum(ended) over up_to_here) - (sum(claimed) over up_to_here), 0) as ended_beyond_claims
    from timeline
    window
        up_to_here as (
            partition by customer_id
            order by happens_on, place_in_day, move_number
            rows between unbounded preceding and current row
        )
),

expired as (
    select
        *,
        max(ended_beyond_claims) over (
            partition by customer_id
            order by happens_on, place_in_day, move_number
            rows between unbounded preceding and current row
        ) as expired_to_date
    from accumulated
),

-- Nobody redeems points that are not there: the rest of a claim waits for points to come.
settled as (
    select
        *,
        least(claimed_to_date, earned_to_date - expired_to_date) as redeemed_to_date
    from expired
),

final as (
    select
        customer_id,
        happens_on,
        cast(row_number() over in_order as bigint) as entry_number,
        cast(earned as decimal(38, 4)) as points_earned,
        cast(redeemed_to_date - coalesce(lag(redeemed_to_date) over in_order, 0) as decimal(38, 4)) as points_redeemed,
        cast(expired_to_date - coalesce(lag(expired_to_date) over in_order, 0) as decimal(38, 4)) as points_expired,
        cast(earned_to_date - redeemed_to_date - expired_to_date as decimal(38, 4)) as points_balance,
        cast(claimed_to_date - redeemed_to_date as decimal(38, 4)) as points_overdrawn
    from settled
    window
        in_order as (
            partition by customer_id
            order by happens_on, place_in_day, move_number
        )
)

select * from final
