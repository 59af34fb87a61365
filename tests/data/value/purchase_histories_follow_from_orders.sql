{{ config(meta={'dagster': {'ref': {'name': 'customer_value', 'package': 'retensi'}}}) }}
-- The whole prediction rests on these three numbers; recomputed from the orders, day by day.
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

purchase_days as (
    select distinct
        customer_id,
        order_date
    from {{ ref('retensi', 'orders') }}
    where
        treatment = 'purchase'
        and customer_id is not null
),

expected as (
    select
        purchase_days.customer_id,
        count(*) - 1 as frequency,
        {{ days_between('min(purchase_days.order_date)', 'max(purchase_days.order_date)') }} as recency_days,
        {{ days_between('min(purchase_days.order_date)', 'max(bounds.as_of)') }} as age_days
    from purchase_days
    cross join bounds
    group by purchase_days.customer_id
),

customer_value as (
    select * from {{ ref('retensi', 'customer_value') }}
)

select coalesce(expected.customer_id, customer_value.customer_id) as customer_id
from expected
full outer join customer_value
    on expected.customer_id = customer_value.customer_id
where
    expected.customer_id is null
    or customer_value.customer_id is null
    or expected.frequency <> customer_value.frequency
    or abs(expected.recency_days - 7 * customer_value.recency) > 0.000001
    or abs(expected.age_days - 7 * customer_value.age) > 0.000001
