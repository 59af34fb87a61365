with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
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
        {{ add_days('happens_on', var('points_valid_days')) }} as expires_on,
        points_earned as points,
        sum(points_earned) over (
            partition by customer_id
            order by entry_number
            rows between unbounded preceding and current row
        ) as points_up_to_here
    from ledger
    where points_earned <> 0
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
