with complaints as (
    select * from {{ ref('retensi', 'int_complaints_traced') }}
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
),

-- Nobody can report the end of a complaint without a reference, so the next purchase, or one in its second, ends it.
stated as (
    select
        complaints.*,
        case
            when complaints.is_resolved then 'resolved'
            when not complaints.has_reference_id and customer_orders.last_order_at >= complaints.opened_at
                then 'ended_by_purchase'
            when complaints.is_answered_since then 'answered'
            when complaints.times_reopened > 0 then 'reopened'
            else 'open'
        end as state
    from complaints
    left join customer_orders
        on complaints.customer_id = customer_orders.customer_id
),

final as (
    select
        complaint_id,
        has_reference_id,
        person_id,
        customer_id,
        channel,
        opened_at,
        opened_on,
        first_response_at,
        first_response_hours,
        resolved_at,
        resolution_hours,
        times_reopened,
        state,
        state in ('open', 'answered', 'reopened') as is_open
    from stated
)

select * from final
