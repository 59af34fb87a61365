with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

ledger as (
    select * from {{ ref('retensi', 'int_points_ledger') }}
),

points_expiring as (
    select * from {{ ref('retensi', 'int_points_expiring') }}
),

summed as (
    select
        ledger.customer_id,
        sum(ledger.points_earned) as points_earned,
        sum(ledger.points_redeemed) as points_redeemed,
        sum(ledger.points_expired) as points_expired,
        sum(
            case when ledger.happens_on > {{ add_days('bounds.as_of', -365) }} then ledger.points_earned else 0 end
        ) as points_earned_last_year,
        max(ledger.entry_number) as last_entry
    from ledger
    cross join bounds
    group by ledger.customer_id
),

next_days as (
    select
        customer_id,
        min(expires_on) as next_expiry_on
    from points_expiring
    group by customer_id
),

final as (
    select
        summed.customer_id,
        cast(summed.points_earned as decimal(38, 4)) as points_earned,
        cast(summed.points_redeemed as decimal(38, 4)) as points_redeemed,
        cast(summed.points_expired as decimal(38, 4)) as points_expired,
        -- As they stand after the last entry.
        ledger.points_balance,
        ledger.points_overdrawn,
        cast(summed.points_earned_last_year as decimal(38, 4)) as points_earned_last_year,
        next_days.next_expiry_on,
        points_expiring.points as next_expiry_points
    from summed
    inner join ledger
        on
            summed.customer_id = ledger.customer_id
            and summed.last_entry = ledger.entry_number
    left join next_days on summed.customer_id = next_days.customer_id
    left join points_expiring
        on
            next_days.customer_id = points_expiring.customer_id
            and next_days.next_expiry_on = points_expiring.expires_on
)

select * from final
