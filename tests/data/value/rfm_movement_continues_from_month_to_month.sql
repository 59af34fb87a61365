-- Whoever ended a month in a segment starts the next one there.
with movement as (
    select * from {{ ref('retensi', 'rfm_movement_by_month') }}
),

ended as (
    select
        {{ add_months('month', 1) }} as month,
        to_segment as rfm_segment,
        sum(customer_count) as customer_count
    from movement
    where month < (select max(months.month) from {{ ref('retensi', 'int_reporting_months') }} as months)
    group by
        month,
        to_segment
),

started as (
    select
        month,
        from_segment as rfm_segment,
        sum(customer_count) as customer_count
    from movement
    where from_segment <> 'none'
    group by
        month,
        from_segment
)

select
    coalesce(ended.month, started.month) as month,
    coalesce(ended.rfm_segment, started.rfm_segment) as rfm_segment
from ended
full outer join started
    on
        ended.month = started.month
        and ended.rfm_segment = started.rfm_segment
where
    ended.month is null
    or started.month is null
    or ended.customer_count <> started.customer_count
