with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

-- Who has bought once is in a segment in every later month.
moved as (
    select
        month,
        customer_id,
        coalesce(lag(rfm_segment) over (partition by customer_id order by month), 'none') as from_segment,
        rfm_segment as to_segment
    from {{ ref('retensi', 'int_rfm_segments_by_month') }}
),

counted as (
    select
        month,
        from_segment,
        to_segment,
        count(*) as customer_count
    from moved
    group by month, from_segment, to_segment
),

final as (
    select
        counted.month,
        counted.from_segment,
        counted.to_segment,
        cast(counted.customer_count as bigint) as customer_count,
        months.is_complete
    from counted
    inner join months
        on counted.month = months.month
)

select * from final
