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

first_months as (
    select
        {{ month_of('customer_orders.first_order_date') }} as month,
        customers.acquisition_channel,
        scores.predicted_clv
    from scores
    inner join customer_orders
        on scores.customer_id = customer_orders.customer_id
    inner join customers
        on scores.customer_id = customers.customer_id
),

final as (
    select
        month,
        case when grouping(acquisition_channel) = 1 then 'total' else 'acquisition_channel' end as breakdown,
        case when grouping(acquisition_channel) = 1 then 'all' else acquisition_channel end as acquisition_channel,
        sum(predicted_clv) as predicted_clv_sum
    from first_months
    group by
        month,
        rollup(acquisition_channel)
)

select * from final
