with purchase_days as (
    select * from {{ ref('retensi', 'int_clv_purchase_days') }}
),

first_days as (
    select
        fit,
        customer_id,
        min(purchase_day) as first_day
    from purchase_days
    where purchase_day <= fit_day
    group by
        fit,
        customer_id
),

-- Seen from the last day of a fit: what was known then, and what came in the time it had to predict.
seen_from_fit_days as (
    select
        purchase_days.*,
        first_days.first_day,
        purchase_days.purchase_day <= purchase_days.fit_day as is_known,
        purchase_days.purchase_day > first_days.first_day
        and purchase_days.purchase_day <= purchase_days.fit_day as is_repeat,
        purchase_days.purchase_day > first_days.first_day
        and purchase_days.purchase_day <= purchase_days.fit_day
        and purchase_days.purchase_day > {{ add_days('purchase_days.fit_day', -(var('clv_holdout_days') | int)) }}
            as is_in_last_period
    from purchase_days
    inner join first_days
        on
            purchase_days.fit = first_days.fit
            and purchase_days.customer_id = first_days.customer_id
),

summed as (
    select
        fit,
        customer_id,
        max(fit_day) as fit_day,
        max(first_day) as first_day,
        max(purchase_day) filter (where is_known) as last_day,
        count(*) filter (where is_repeat) as frequency,
        sum(case when is_repeat then day_value else 0 end) as repeat_net_revenue,
        count(*) filter (where is_in_last_period) as last_period_orders,
        sum(case when is_in_last_period then day_value else 0 end) as last_period_value,
        count(*) filter (where not is_known) as actual_orders,
        sum(case when is_known then 0 else day_value end) as actual_value
    from seen_from_fit_days
    group by
        fit,
        customer_id
),

final as (
    select
        fit,
        customer_id,
        cast(frequency as bigint) as frequency,
        cast({{ days_between('first_day', 'last_day') }} as bigint) as recency_days,
        cast({{ days_between('first_day', 'fit_day') }} as bigint) as age_days,
        cast(repeat_net_revenue as decimal(38, 4)) as repeat_net_revenue,
        cast(last_period_orders as bigint) as last_period_orders,
        cast(last_period_value as decimal(38, 4)) as last_period_value,
        cast(actual_orders as bigint) as actual_orders,
        cast(actual_value as decimal(38, 4)) as actual_value
    from summed
)

select * from final
