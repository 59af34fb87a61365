with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

points_moved as (
    select * from {{ ref('retensi', 'int_points_moved') }}
),

-- Points run out at the end of their last day, before what is redeemed on the next.
timeline as (
    select
        customer_id,
        {{ add_days('expires_on', 1) }} as happens_on,
        0 as move_number,
        interaction_id,
        points as expired,
        0 as redeemed
    from points_moved
    where not is_redemption
    union all
    select
        customer_id,
        moved_on as happens_on,
        move_number,
        interaction_id,
        0 as expired,
        points as redeemed
    from points_moved
    where is_redemption
),

-- All points ever earned stand in one row, oldest first. A redemption takes the next ones that have not expired: it
-- skips what expired by then beyond what was redeemed before it.
skipped as (
    select
        customer_id,
        redeemed,
        greatest(
            sum(expired) over up_to_here - (sum(redeemed) over up_to_here - redeemed), 0
        ) as points_skipped
    from timeline
    window
        up_to_here as (
            partition by customer_id
            order by happens_on, move_number, interaction_id
            rows between unbounded preceding and current row
        )
),

taken as (
    select
        customer_id,
        sum(redeemed) + max(case when redeemed > 0 then points_skipped else 0 end) as points_gone
    from skipped
    group by customer_id
),

earned as (
    select
        customer_id,
        expires_on,
        points,
        sum(points) over (
            partition by customer_id
            order by move_number
            rows between unbounded preceding and current row
        ) as points_up_to_here
    from points_moved
    where not is_redemption
),

final as (
    select
        earned.customer_id,
        earned.expires_on,
        cast(
            sum(
                least(earned.points, greatest(earned.points_up_to_here - taken.points_gone, 0))
            ) as decimal(38, 4)
        ) as points
    from earned
    inner join taken on earned.customer_id = taken.customer_id
    cross join bounds
    where earned.expires_on >= bounds.as_of
    group by
        earned.customer_id,
        earned.expires_on
    having sum(least(earned.points, greatest(earned.points_up_to_here - taken.points_gone, 0))) > 0
)

select * from final
