with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

points_moved as (
    select * from {{ ref('retensi', 'int_points_moved') }}
),

ledger as (
    select * from {{ ref('retensi', 'int_points_ledger') }}
),

gone as (
    select
        customer_id,
        sum(points_redeemed + points_expired) as points_gone
    from ledger
    group by customer_id
),

-- The oldest points go first, so that what is left are the newest.
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
                least(earned.points, greatest(earned.points_up_to_here - gone.points_gone, 0))
            ) as decimal(38, 4)
        ) as points
    from earned
    inner join gone on earned.customer_id = gone.customer_id
    cross join bounds
    where earned.expires_on >= bounds.as_of
    group by
        earned.customer_id,
        earned.expires_on
    having sum(least(earned.points, greatest(earned.points_up_to_here - gone.points_gone, 0))) > 0
)

select * from final
