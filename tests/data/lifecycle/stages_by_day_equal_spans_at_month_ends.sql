{{ config(meta={'dagster': {'ref': {'name': 'lifecycle_stages_by_day', 'package': 'retensi'}}}) }}

-- The curve of a stage over time is drawn from running totals; at the end of each month it must equal a plain count of
-- the customers whose span holds that day, or everything before it has drifted.
with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

counted as (
    select
        months.month_end as day,
        history.lifecycle_stage,
        count(*) as customers
    from months
    inner join {{ ref('retensi', 'lifecycle_stage_history') }} as history
        on
            months.month_end >= history.valid_from
            and (months.month_end < history.valid_to or history.valid_to is null)
    group by
        months.month_end,
        history.lifecycle_stage
),

by_day as (
    select stages_by_day.*
    from {{ ref('retensi', 'lifecycle_stages_by_day') }} as stages_by_day
    inner join months
        on stages_by_day.day = months.month_end
)

select
    by_day.day,
    by_day.lifecycle_stage,
    by_day.customer_count,
    counted.day as counted_day,
    counted.lifecycle_stage as counted_stage,
    counted.customers
from by_day
full outer join counted
    on
        by_day.day = counted.day
        and by_day.lifecycle_stage = counted.lifecycle_stage
where
    by_day.day is null
    or by_day.customer_count <> coalesce(counted.customers, 0)
