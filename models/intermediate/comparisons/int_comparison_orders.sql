with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

states as (
    select * from {{ ref('retensi', 'int_comparison_states') }}
),

orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where customer_id is not null
),

orders_by_day as (
    select
        customer_id,
        order_date,
        count(*) filter (where treatment = 'purchase') as purchases,
        sum(net_revenue) as net_revenue
    from orders
    group by
        customer_id,
        order_date
),

order_dates as (
    select distinct order_date
    from orders_by_day
),

-- Up to four landmarks before a day and up to four on or after it.
landmarks_around as (
    select
        order_dates.order_date,
        months.month,
        order_dates.order_date > months.month_end as is_after
    from order_dates
    inner join months
        on
            {{ add_days('months.month_end', -comparison_days()) }} < order_dates.order_date
            and {{ add_days('months.month_end', comparison_days()) }} >= order_dates.order_date
),

summed as (
    select
        orders_by_day.customer_id,
        landmarks_around.month,
        coalesce(sum(case when not landmarks_around.is_after then orders_by_day.purchases end), 0) as purchases_before,
        coalesce(sum(case when not landmarks_around.is_after then orders_by_day.net_revenue end), 0)
            as net_revenue_before,
        coalesce(sum(case when landmarks_around.is_after then orders_by_day.purchases end), 0) as purchases_after,
        coalesce(sum(case when landmarks_around.is_after then orders_by_day.net_revenue end), 0) as net_revenue_after
    from orders_by_day
    inner join landmarks_around
        on orders_by_day.order_date = landmarks_around.order_date
    group by
        orders_by_day.customer_id,
        landmarks_around.month
),

-- Who was not yet known at a landmark is in no state then, and in no comparison.
final as (
    select
        summed.customer_id,
        summed.month,
        states.stage,
        states.spend_band,
        cast(summed.purchases_before as bigint) as purchases_before,
        cast(summed.net_revenue_before as decimal(38, 4)) as net_revenue_before,
        cast(summed.purchases_after as bigint) as purchases_after,
        cast(summed.net_revenue_after as decimal(38, 4)) as net_revenue_after,
        summed.purchases_after > 0 as has_returned
    from summed
    inner join states
        on
            summed.customer_id = states.customer_id
            and summed.month between states.first_month and states.last_month
)

select * from final
