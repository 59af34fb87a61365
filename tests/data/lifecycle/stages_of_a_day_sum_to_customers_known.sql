-- The stages of a day share out everybody known by then: no customer is lost between two stages, and no day or stage is
-- missing from the curve.
with customers as (
    select
        customers_known.customer_id,
        greatest(customers_known.known_since, bounds.spine_start) as counted_from
    from {{ ref('retensi', 'int_customers_known') }} as customers_known
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
),

known_by_day as (
    select
        calendar.day,
        count(customers.customer_id) as customers
    from {{ ref('retensi', 'calendar') }} as calendar
    left join customers
        on calendar.day = customers.counted_from
    group by calendar.day
),

known_to_date as (
    select
        day,
        sum(customers) over (order by day rows between unbounded preceding and current row) as customers
    from known_by_day
),

by_day as (
    select
        day,
        count(*) as stage_rows,
        sum(customer_count) as customers
    from {{ ref('retensi', 'lifecycle_stages_by_day') }}
    group by day
)

select
    known_to_date.day,
    known_to_date.customers as known_customers,
    by_day.day as counted_day,
    by_day.stage_rows,
    by_day.customers
from known_to_date
full outer join by_day
    on known_to_date.day = by_day.day
where
    known_to_date.day is null
    or by_day.day is null
    or by_day.stage_rows <> 5
    or by_day.customers <> known_to_date.customers
