with scores as (
    select * from {{ ref('retensi', 'int_clv_scores') }}
    where fit = 'current'
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
    where first_order_date is not null
),

values_predicted as (
    select
        predicted_clv,
        count(*) as customers
    from scores
    where predicted_clv is not null
    group by predicted_clv
),

values_ranked as (
    {{ retensi.sums_before('values_predicted', 'predicted_clv', {'number_better': 'customers'}, 'desc') }}
),

totals as (
    select
        fit,
        count(*) as customers_ranked
    from scores
    where predicted_clv is not null
    group by fit
),

ranked as (
    select
        scores.*,
        values_ranked.number_better,
        totals.customers_ranked
    from scores
    left join totals on scores.fit = totals.fit
    left join values_ranked on scores.predicted_clv = values_ranked.predicted_clv
),

final as (
    select
        customer_orders.customer_id,
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
    from customer_orders
    -- Whose purchases were all taken back is no customer of the models.
    left join ranked
        on customer_orders.customer_id = ranked.customer_id
)

select * from final
