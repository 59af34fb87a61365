with orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
),

customer_months as (
    select * from {{ ref('retensi', 'int_customer_orders_by_period') }}
    where period_type = 'month'
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

identified_sales as (
    select
        customer_months.period_start as month,
        customers.acquisition_channel,
        sum(customer_months.purchases) as identified_purchases,
        count(*) filter (where customer_months.purchases > 0) as buyers,
        count(*) filter (
            where customer_months.purchases > 0 and customer_months.full_price_purchases = 0
        ) as discount_only_buyers,
        count(*) filter (
            where customer_months.period_start = {{ month_of('customer_orders.first_order_date') }}
        ) as first_time_buyers,
        0 as anonymous_purchases,
        sum(customer_months.net_revenue_of_purchases) as net_revenue_of_purchases,
        sum(customer_months.net_revenue) as net_revenue,
        0 as anonymous_net_revenue,
        sum(customer_months.margin) as margin
    from customer_months
    inner join customer_orders
        on customer_months.customer_id = customer_orders.customer_id
    inner join customers
        on customer_months.customer_id = customers.customer_id
    group by
        customer_months.period_start,
        customers.acquisition_channel
),

anonymous_sales as (
    select
        {{ month_of('order_date') }} as month,
        'anonymous' as acquisition_channel,
        0 as identified_purchases,
        0 as buyers,
        0 as discount_only_buyers,
        0 as first_time_buyers,
        count(*) filter (where treatment = 'purchase') as anonymous_purchases,
        sum(case when treatment = 'purchase' then net_revenue else 0 end) as net_revenue_of_purchases,
        sum(net_revenue) as net_revenue,
        sum(net_revenue) as anonymous_net_revenue,
        sum(margin) as margin
    from orders
    where customer_id is null
    group by {{ month_of('order_date') }}
),

sales as (
    select * from identified_sales
    union all
    select * from anonymous_sales
),

-- A customer whose stated channel is called anonymous shares its row.
final as (
    select
        month,
        acquisition_channel,
        cast(sum(identified_purchases + anonymous_purchases) as bigint) as purchases,
        cast(sum(identified_purchases) as bigint) as identified_purchases,
        cast(sum(anonymous_purchases) as bigint) as anonymous_purchases,
        cast(sum(buyers) as bigint) as buyers,
        cast(sum(discount_only_buyers) as bigint) as discount_only_buyers,
        cast(sum(first_time_buyers) as bigint) as first_time_buyers,
        cast(sum(identified_purchases - first_time_buyers) as bigint) as repeat_purchases,
        cast(sum(net_revenue_of_purchases) as decimal(38, 4)) as net_revenue_of_purchases,
        cast(sum(net_revenue) as decimal(38, 4)) as net_revenue,
        cast(sum(anonymous_net_revenue) as decimal(38, 4)) as anonymous_net_revenue,
        cast(sum(margin) as decimal(38, 4)) as margin
    from sales
    group by
        month,
        acquisition_channel
)

select * from final
