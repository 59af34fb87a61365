with scores as (
    select * from {{ ref('retensi', 'int_clv_scores') }}
    where fit = 'current'
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

by_channel as (
    select
        {{ month_of('customer_orders.first_order_date') }} as month,
        customers.acquisition_channel,
        sum(scores.predicted_clv) as predicted_clv_sum
    from scores
    inner join customer_orders
        on scores.customer_id = customer_orders.customer_id
    inner join customers
        on scores.customer_id = customers.customer_id
    group by
        {{ month_of('customer_orders.first_order_date') }},
        customers.acquisition_channel
),

final as (
    select
        month,
        'acquisition_channel' as breakdown,
        acquisition_channel,
        predicted_clv_sum
    from by_channel
    union all
    select
        month,
        'total' as breakdown,
        'all' as acquisition_channel,
        sum(predicted_clv_sum) as predicted_clv_sum
    from by_channel
    group by month
)

select * from final
