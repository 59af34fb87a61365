{{ config(meta={'dagster': {'ref': {'name': 'clv_backtest', 'package': 'retensi'}}}) }}
-- What happened in the holdout, recomputed from the orders of customers whose purchases nobody took back: a backtest
-- that peeks, or misses a day, flatters the model. With credit notes or refunds there are at most so many customers
-- and days.
with bounds as (
    select
        as_of,
        {{ add_days('as_of', -(var('clv_holdout_days') | int)) }} as last_known_day
    from {{ ref('retensi', 'int_as_of') }}
),

purchases as (
    select * from {{ ref('retensi', 'orders') }}
    where
        treatment = 'purchase'
        and customer_id is not null
),

taken_back as (
    select count(*) as orders
    from {{ ref('retensi', 'orders') }}
    where
        customer_id is not null
        and (treatment = 'credit_note' or refunded_amount > 0)
),

first_days as (
    select
        customer_id,
        min(order_date) as first_day
    from purchases
    group by customer_id
),

known_customers as (
    select first_days.customer_id
    from first_days
    inner join bounds
        on first_days.first_day <= bounds.last_known_day
),

holdout as (
    select
        count(distinct concat(purchases.customer_id, ' ', purchases.order_date)) as actual_orders,
        coalesce(sum(purchases.net_revenue), 0) as actual_value
    from purchases
    inner join known_customers
        on purchases.customer_id = known_customers.customer_id
    inner join bounds
        on purchases.order_date > bounds.last_known_day
),

expected as (
    select
        (select count(*) from known_customers) as customers,
        holdout.actual_orders,
        holdout.actual_value,
        (select taken_back.orders from taken_back) as taken_back
    from holdout
)

select backtest.decile
from {{ ref('retensi', 'clv_backtest') }} as backtest
cross join expected
where
    backtest.decile = 0
    and (
        backtest.customers > expected.customers
        or backtest.actual_orders > expected.actual_orders
        or backtest.actual_value > expected.actual_value
        or (
            expected.taken_back = 0
            and (
                backtest.customers < expected.customers
                or backtest.actual_orders < expected.actual_orders
                or backtest.actual_value < expected.actual_value
            )
        )
    )
