{{ config(meta={'dagster': {'ref': {'name': 'order_intervals', 'package': 'retensi'}}}) }}
-- Who came back is who has the next purchase; years add up to all; a longer wait brings back no fewer.
with purchases as (
    select
        order_number,
        count(*) as customers
    from {{ ref('retensi', 'orders') }}
    where order_number is not null
    group by order_number
),

intervals as (
    select
        order_number,
        sum(case when cohort_year = 'all' then customers else 0 end) as customers,
        sum(case when cohort_year = 'all' then returned_customers else 0 end) as returned_customers,
        sum(case when cohort_year = 'all' then 0 else customers end) as customers_of_years
    from {{ ref('retensi', 'order_intervals') }}
    group by order_number
)

select
    purchases.order_number,
    purchases.customers,
    intervals.customers as customers_of_intervals
from purchases
left join intervals on purchases.order_number = intervals.order_number
left join purchases as next_purchases on purchases.order_number + 1 = next_purchases.order_number
where
    purchases.order_number <= 10
    and (
        intervals.order_number is null
        or purchases.customers <> intervals.customers
        or purchases.customers <> intervals.customers_of_years
        or coalesce(next_purchases.customers, 0) <> intervals.returned_customers
    )
union all
select
    order_number,
    customers,
    returned_customers
from {{ ref('retensi', 'order_intervals') }}
where
    returned_within_30_days > returned_within_365_days
    or returned_within_365_days not between 0 and 1
    or days_p10 > days_p90
    or (days_p50 <= 90 and returned_within_90_days < 0.5 - 0.000000001)
