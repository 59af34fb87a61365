with segments as (
    select distinct rfm_segment
    from {{ ref('rfm_segment_names') }}
),

summed as (
    select
        rfm_segment,
        count(*) as customer_count,
        sum(net_revenue) as net_revenue
    from {{ ref('retensi', 'int_rfm_scores') }}
    group by rfm_segment
),

-- A segment nobody is in stays, with zeros.
complete as (
    select
        segments.rfm_segment,
        coalesce(summed.customer_count, 0) as customer_count,
        coalesce(summed.net_revenue, 0) as net_revenue
    from segments
    left join summed
        on segments.rfm_segment = summed.rfm_segment
),

final as (
    select
        rfm_segment,
        cast(customer_count as bigint) as customer_count,
        cast(net_revenue as decimal(38, 4)) as net_revenue,
        {{ safe_divide('customer_count', 'sum(customer_count) over ()') }} as customer_share,
        {{ safe_divide('net_revenue', 'sum(net_revenue) over ()') }} as net_revenue_share
    from complete
)

select * from final
