with customers as (
    select * from {{ ref('retensi', 'int_clv_customers') }}
    where fit <> 'year_ago'
),

fits as (
    select * from {{ ref('retensi', 'int_clv_fits') }}
    where r is not null
),

expected_purchases as (
    select * from {{ ref('retensi', 'int_clv_expected_purchases') }}
),

with_parameters as (
    select
        customers.*,
        fits.r,
        fits.alpha,
        fits.a,
        fits.b,
        fits.p,
        fits.q,
        fits.v,
        customers.recency_days / cast(7 as {{ double_type() }}) as recency,
        customers.age_days / cast(7 as {{ double_type() }}) as age,
        cast(customers.repeat_net_revenue as {{ double_type() }}) as spent
    from customers
    left join fits on customers.fit = fits.fit
),

with_probability as (
    select
        *,
        {{ probability_alive() }} as probability_alive,
        case
            when frequency > 0 and spent > 0 then p * (v + spent) / (p * frequency + q - 1)
            else p * v / (q - 1)
        end as expected_order_value
    from with_parameters
),

final as (
    select
        with_probability.fit,
        with_probability.customer_id,
        with_probability.frequency,
        with_probability.recency,
        with_probability.age,
        with_probability.last_period_orders,
        with_probability.last_period_value,
        with_probability.actual_orders,
        with_probability.actual_value,
        with_probability.probability_alive,
        with_probability.probability_alive * expected_purchases.purchases_if_alive as expected_orders,
        with_probability.expected_order_value,
        with_probability.probability_alive
        * expected_purchases.discounted_purchases_if_alive
        * with_probability.expected_order_value
        * cast({{ var('gross_margin_rate') }} as {{ double_type() }}) as predicted_clv
    from with_probability
    left join expected_purchases
        on
            with_probability.fit = expected_purchases.fit
            and with_probability.frequency = expected_purchases.frequency
            and with_probability.age_days = expected_purchases.age_days
)

select * from final
