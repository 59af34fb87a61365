with customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
    where order_count > 0
),

segment_names as (
    select * from {{ ref('rfm_segment_names') }}
),

ranked as (
    select
        customer_id,
        net_revenue,
        rank() over (order by last_order_date) - 1 as less_recent,
        rank() over (order by order_count) - 1 as less_frequent,
        rank() over (order by net_revenue) - 1 as less_valuable,
        count(*) over () as customers_ranked
    from customer_orders
),

scored as (
    select
        customer_id,
        net_revenue,
        {{ score_of_five('less_recent', 'customers_ranked') }} as rfm_recency,
        {{ score_of_five('less_frequent', 'customers_ranked') }} as rfm_frequency,
        {{ score_of_five('less_valuable', 'customers_ranked') }} as rfm_monetary
    from ranked
),

final as (
    select
        scored.customer_id,
        scored.net_revenue,
        scored.rfm_recency,
        scored.rfm_frequency,
        scored.rfm_monetary,
        segment_names.rfm_segment
    from scored
    inner join segment_names
        on
            scored.rfm_recency = segment_names.rfm_recency
            and scored.rfm_frequency = segment_names.rfm_frequency
)

select * from final
