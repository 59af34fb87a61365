{{ config(meta={'dagster': {'ref': {'name': 'churn_risk_backtest', 'package': 'retensi'}}}) }}
-- Who was active on the day, by the history of stages, and who of them bought afterwards, by the orders: a backtest
-- that leaves somebody out, or peeks, flatters its model. Deciles add up to all, and exactly one model is shown.
{%- set window = var('churn_risk_days') | int %}
with bounds as (
    select
        as_of,
        {{ add_days('as_of', -window) }} as known_up_to
    from {{ ref('retensi', 'int_as_of') }}
),

active as (
    select history.customer_id
    from {{ ref('retensi', 'lifecycle_stage_history') }} as history
    cross join bounds
    where
        history.lifecycle_stage in ('new', 'repeat', 'at_risk')
        and {{ is_valid_on('bounds.known_up_to', 'history') }}
),

buyers as (
    select distinct orders.customer_id
    from {{ ref('retensi', 'orders') }} as orders
    inner join bounds
        on
            orders.order_date > bounds.known_up_to
            and orders.order_date <= bounds.as_of
    where orders.treatment = 'purchase'
),

expected as (
    select
        count(*) as customers,
        count(*) - count(buyers.customer_id) as lost_customers
    from active
    left join buyers on active.customer_id = buyers.customer_id
),

fits as (
    select max(case when coefficient is not null then 1 else 0 end) as has_fit
    from {{ ref('retensi', 'int_churn_fits') }}
    where fit = 'holdout'
),

models as (
    select
        risk_model,
        sum(case when decile = 0 then customers else 0 end) as customers,
        sum(case when decile = 0 then lost_customers else 0 end) as lost_customers,
        sum(case when decile > 0 then customers else 0 end) as customers_of_deciles,
        sum(case when decile > 0 then lost_customers else 0 end) as lost_of_deciles,
        sum(case when decile = 0 and is_shown then 1 else 0 end) as times_shown
    from {{ ref('retensi', 'churn_risk_backtest') }}
    group by risk_model
),

total as (
    select
        sum(times_shown) as times_shown,
        count(*) as models
    from models
)

select models.risk_model
from models
cross join expected
cross join fits
cross join total
where
    models.customers <> models.customers_of_deciles
    or models.lost_customers <> models.lost_of_deciles
    or total.times_shown <> 1
    or total.models <> 3
    -- BG/NBD has a risk where customer value has a fit.
    or (
        (models.risk_model <> 'bg_nbd' or models.customers > 0)
        and (
            models.customers <> fits.has_fit * expected.customers
            or models.lost_customers <> fits.has_fit * expected.lost_customers
        )
    )
