{{ config(**history(scope='customer_id', of='int_customers_changed')) }}

with purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
    where {{ is_changed('customer_id', 'int_customers_changed') }}
),

sequenced as (
    select
        purchase_days.*,
        sum(purchase_days.purchases) over (
            partition by purchase_days.customer_id
            order by purchase_days.purchase_day
            rows between unbounded preceding and current row
        ) as purchases_to_date,
        lead(purchase_days.purchase_day) over (
            partition by purchase_days.customer_id
            order by purchase_days.purchase_day
        ) as next_purchase_day,
        {{ add_days('purchase_days.purchase_day', var('at_risk_after_days') | int + 1) }} as silent_at_risk_from,
        {{ add_days('purchase_days.purchase_day', var('inactive_after_days') | int + 1) }} as silent_inactive_from
    from purchase_days
),

final as (
    select
        sequenced.customer_id,
        sequenced.purchase_day,
        sequenced.next_purchase_day,
        cast(sequenced.purchases as bigint) as purchases,
        cast(sequenced.purchases_to_date as bigint) as purchases_to_date,
        sequenced.purchases_to_date = sequenced.purchases as is_first_purchase_day,
        case when sequenced.purchases_to_date = 1 then 'new' else 'repeat' end as fresh_stage,
        least(
            coalesce(sequenced.next_purchase_day, sequenced.silent_at_risk_from),
            sequenced.silent_at_risk_from
        ) as fresh_until,
        sequenced.silent_at_risk_from,
        sequenced.silent_inactive_from
    from sequenced
)

select * from final
