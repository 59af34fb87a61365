with orders as (
    select * from {{ ref('retensi', 'int_orders_identified') }}
),

purchases_by_day as (
    select
        orders.customer_id,
        orders.order_date as purchase_day,
        count(*) as purchases
    from orders
    where
        orders.treatment = 'purchase'
        and orders.customer_id is not null
    group by
        orders.customer_id,
        orders.order_date
),

sequenced as (
    select
        purchases_by_day.*,
        sum(purchases_by_day.purchases) over (
            partition by purchases_by_day.customer_id
            order by purchases_by_day.purchase_day
            rows between unbounded preceding and current row
        ) as purchases_to_date,
        lead(purchases_by_day.purchase_day) over (
            partition by purchases_by_day.customer_id
            order by purchases_by_day.purchase_day
        ) as next_purchase_day,
        {{ add_days('purchases_by_day.purchase_day', var('at_risk_after_days') + 1) }} as silent_at_risk_from,
        {{ add_days('purchases_by_day.purchase_day', var('inactive_after_days') + 1) }} as silent_inactive_from
    from purchases_by_day
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
