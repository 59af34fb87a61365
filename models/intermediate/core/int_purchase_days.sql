{{ config(**incremental_by_key(key='customer_id', changed_in='int_customers_changed')) }}

with days as (
    select
        customer_id,
        order_date as purchase_day,
        cast(count(*) as bigint) as purchases,
        cast(sum(gross_amount) as decimal(38, 4)) as gross_amount,
        cast(sum(gross_amount - discount_amount) as decimal(38, 4)) as sold_amount,
        cast(sum(net_revenue) as decimal(38, 4)) as net_revenue
    from {{ ref('retensi', 'int_orders_identified') }}
    where
        treatment = 'purchase'
        and customer_id is not null
        and {{ is_changed('customer_id', 'int_customers_changed') }}
    group by customer_id, order_date
),

sequenced as (
    select
        *,
        cast(sum(purchases) over history as bigint) as purchases_to_date,
        count(*) over history as purchase_days_to_date,
        min(purchase_day) over history as first_purchase_day,
        cast(sum(gross_amount) over history as decimal(38, 4)) as gross_to_date,
        cast(sum(sold_amount) over history as decimal(38, 4)) as sold_to_date,
        lead(purchase_day) over (partition by customer_id order by purchase_day) as next_purchase_day,
        {{ add_days('purchase_day', var('at_risk_after_days') | int + 1) }} as silent_at_risk_from,
        {{ add_days('purchase_day', var('inactive_after_days') | int + 1) }} as silent_inactive_from
    from days
    window history as (partition by customer_id order by purchase_day rows between unbounded preceding and current row)
)

select
    *,
    purchases_to_date = purchases as is_first_purchase_day,
    case when purchases_to_date = 1 then 'new' else 'repeat' end as fresh_stage,
    least(coalesce(next_purchase_day, silent_at_risk_from), silent_at_risk_from) as fresh_until
from sequenced
