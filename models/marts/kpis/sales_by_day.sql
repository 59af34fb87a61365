-- A mart, though orders could be summed: they lie by customer, so one month of them means reading all.
with days as (
    select * from {{ ref('retensi', 'calendar') }}
),

orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
),

-- One row per customer and day, so that nobody has to be told apart from others to be counted once.
purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

sold as (
    select
        order_date,
        count(*) filter (where treatment = 'purchase') as purchases,
        count(*) filter (where treatment = 'purchase' and customer_id is not null) as identified_purchases,
        count(*) filter (where treatment = 'purchase' and customer_id is null) as anonymous_purchases,
        count(*) filter (where is_first_order) as first_time_buyers,
        count(*) filter (where order_number >= 2) as repeat_purchases,
        sum(net_revenue) as net_revenue,
        sum(case when treatment = 'purchase' then net_revenue else 0 end) as net_revenue_of_purchases,
        sum(case when customer_id is null then net_revenue else 0 end) as anonymous_net_revenue,
        sum(margin) as margin
    from orders
    group by order_date
),

bought as (
    select
        purchase_day,
        count(*) as buyers
    from purchase_days
    group by purchase_day
),

final as (
    select
        days.day,
        cast(coalesce(sold.purchases, 0) as bigint) as purchases,
        cast(coalesce(sold.identified_purchases, 0) as bigint) as identified_purchases,
        cast(coalesce(sold.anonymous_purchases, 0) as bigint) as anonymous_purchases,
        cast(coalesce(bought.buyers, 0) as bigint) as buyers,
        cast(coalesce(sold.first_time_buyers, 0) as bigint) as first_time_buyers,
        cast(coalesce(sold.repeat_purchases, 0) as bigint) as repeat_purchases,
        cast(coalesce(sold.net_revenue, 0) as decimal(38, 4)) as net_revenue,
        cast(coalesce(sold.net_revenue_of_purchases, 0) as decimal(38, 4)) as net_revenue_of_purchases,
        cast(coalesce(sold.anonymous_net_revenue, 0) as decimal(38, 4)) as anonymous_net_revenue,
        cast(coalesce(sold.margin, 0) as decimal(38, 4)) as margin,
        {{ safe_divide('sold.net_revenue_of_purchases', 'sold.purchases') }} as average_order_value
    from days
    left join sold
        on days.day = sold.order_date
    left join bought
        on days.day = bought.purchase_day
)

select * from final
