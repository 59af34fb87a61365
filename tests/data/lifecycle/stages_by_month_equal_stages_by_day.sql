-- A month's figure is the daily curve at its last known day; two reports that show the same moment must not differ.
with by_month as (
    select
        months.month_end as day,
        stages_by_month.lifecycle_stage,
        stages_by_month.customer_count
    from {{ ref('retensi', 'lifecycle_stages_by_month') }} as stages_by_month
    inner join {{ ref('retensi', 'int_reporting_months') }} as months
        on stages_by_month.month = months.month
),

by_day as (
    select stages_by_day.*
    from {{ ref('retensi', 'lifecycle_stages_by_day') }} as stages_by_day
    inner join {{ ref('retensi', 'int_reporting_months') }} as months
        on stages_by_day.day = months.month_end
)

select
    by_month.day as month_end,
    by_month.lifecycle_stage,
    by_month.customer_count,
    by_day.day,
    by_day.customer_count as customers_by_day
from by_month
full outer join by_day
    on
        by_month.day = by_day.day
        and by_month.lifecycle_stage = by_day.lifecycle_stage
where by_month.customer_count is distinct from by_day.customer_count
