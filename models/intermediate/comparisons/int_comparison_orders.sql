with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

orders_by_day as (
    select
        customer_id,
        order_date,
        bool_or(treatment = 'purchase') as has_purchase,
        sum(net_revenue) as net_revenue
    from {{ ref('retensi', 'int_orders_sequenced') }}
    where customer_id is not null
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

final as (
    select
        orders_by_day.customer_id,
        landmarks_around.month,
        cast(
            sum(case when landmarks_around.is_after then 0 else orders_by_day.net_revenue end) as decimal(38, 4)
        ) as net_revenue_before,
        cast(
            sum(case when landmarks_around.is_after then orders_by_day.net_revenue else 0 end) as decimal(38, 4)
        ) as net_revenue_after,
        bool_or(landmarks_around.is_after and orders_by_day.has_purchase) as has_returned
    from orders_by_day
    inner join landmarks_around
        on orders_by_day.order_date = landmarks_around.order_date
    group by
        orders_by_day.customer_id,
        landmarks_around.month
)

select * from final
