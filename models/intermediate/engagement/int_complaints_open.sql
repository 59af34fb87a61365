with complaints as (
    select * from {{ ref('retensi', 'int_complaints_traced') }}
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
),

-- Nobody can report the end of a complaint without a reference, so the next purchase ends it.
final as (
    select
        complaints.customer_id,
        cast(count(*) as bigint) as open_complaints
    from complaints
    left join customer_orders
        on complaints.customer_id = customer_orders.customer_id
    where
        not complaints.is_resolved
        and complaints.customer_id is not null
        and (
            complaints.has_reference_id
            or customer_orders.last_order_at is null
            or customer_orders.last_order_at < complaints.opened_at
        )
    group by complaints.customer_id
)

select * from final
