with scores as (
    select * from {{ ref('retensi', 'int_clv_scores') }}
    where fit = 'current'
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
),

ranked as (
    select
        *,
        rank() over (order by predicted_clv desc) - 1 as number_better,
        count(*) over () as customers_ranked
    from scores
),

final as (
    select
        ranked.customer_id,
        ranked.frequency,
        ranked.recency,
        ranked.age,
        ranked.probability_alive,
        ranked.expected_orders,
        ranked.expected_order_value,
        ranked.predicted_clv,
        customer_orders.net_revenue,
        customer_orders.margin,
        case
            when ranked.predicted_clv is not null
                then {{ value_decile('ranked.number_better', 'ranked.customers_ranked') }}
        end as value_decile
    from ranked
    inner join customer_orders
        on ranked.customer_id = customer_orders.customer_id
)

select * from final
