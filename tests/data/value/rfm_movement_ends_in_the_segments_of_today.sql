-- The last month of the movement and the segments of today are computed on two ways that must meet.
with last_month as (
    select
        to_segment,
        sum(customer_count) as customer_count
    from {{ ref('retensi', 'rfm_movement_by_month') }}
    where month = (select max(months.month) from {{ ref('retensi', 'int_reporting_months') }} as months)
    group by to_segment
),

segments as (
    select * from {{ ref('retensi', 'rfm_segments') }}
    where customer_count > 0
)

select coalesce(last_month.to_segment, segments.rfm_segment) as rfm_segment
from last_month
full outer join segments
    on last_month.to_segment = segments.rfm_segment
where
    last_month.to_segment is null
    or segments.rfm_segment is null
    or last_month.customer_count <> segments.customer_count
