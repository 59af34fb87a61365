with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

-- The oldest points go first, so that what is left are the newest.
points_left as (
    select
        customer_id,
        {{ add_days('happens_on', var('points_valid_days')) }} as expires_on,
        least(
            points_earned,
            greatest(
                sum(points_earned) over (partition by customer_id order by entry_number)
                - sum(points_redeemed + points_expired) over (partition by customer_id),
                0
            )
        ) as points
    from {{ ref('retensi', 'int_points_ledger') }}
),

final as (
    select
        points_left.customer_id,
        points_left.expires_on,
        cast(sum(points_left.points) as decimal(38, 4)) as points
    from points_left
    cross join bounds
    where points_left.expires_on >= bounds.as_of
    group by
        points_left.customer_id,
        points_left.expires_on
    having sum(points_left.points) > 0
)

select * from final
