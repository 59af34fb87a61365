{{ config(meta={'dagster': {'ref': {'name': 'customer_value', 'package': 'retensi'}}}) }}
-- The whole prediction rests on these three numbers; recomputed from the orders, day by day, less the credit notes.
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

orders as (
    select * from {{ ref('retensi', 'orders') }}
    where customer_id is not null
),

purchase_days as (
    select
        customer_id,
        order_date,
        sum(gross_amount - discount_amount) as sold_amount,
        sum(net_revenue) as net_revenue
    from orders
    where treatment = 'purchase'
    group by
        customer_id,
        order_date
),

-- The latest day that is worth the note, else the latest one.
notes_by_day as (
    select
        notes.order_id,
        notes.customer_id,
        min(-notes.net_revenue) as amount,
        coalesce(
            max(case when purchase_days.net_revenue + notes.net_revenue >= 0 then purchase_days.order_date end),
            max(purchase_days.order_date)
        ) as order_date
    from orders as notes
    inner join purchase_days
        on
            notes.customer_id = purchase_days.customer_id
            and notes.order_date >= purchase_days.order_date
    where notes.treatment = 'credit_note'
    group by
        notes.order_id,
        notes.customer_id
),

taken_back as (
    select
        customer_id,
        order_date,
        sum(amount) as amount
    from notes_by_day
    group by
        customer_id,
        order_date
),

expected as (
    select
        purchase_days.customer_id,
        count(*) - 1 as frequency,
        {{ days_between('min(purchase_days.order_date)', 'max(purchase_days.order_date)') }} as recency_days,
        {{ days_between('min(purchase_days.order_date)', 'max(bounds.as_of)') }} as age_days
    from purchase_days
    cross join bounds
    left join taken_back
        on
            purchase_days.customer_id = taken_back.customer_id
            and purchase_days.order_date = taken_back.order_date
    -- What was free from the start was a purchase; what was taken back wholly was none.
    where
        purchase_days.sold_amount <= 0
        or purchase_days.net_revenue > coalesce(taken_back.amount, 0)
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
    customer_value.customer_id is null
    or coalesce(expected.frequency, -1) <> coalesce(customer_value.frequency, -1)
    or abs(coalesce(expected.recency_days, -1) - coalesce(7 * customer_value.recency, -1)) > 0.000001
    or abs(coalesce(expected.age_days, -1) - coalesce(7 * customer_value.age, -1)) > 0.000001
