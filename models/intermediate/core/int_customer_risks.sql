with outstanding_feedback as (
    select distinct customer_id
    from {{ ref('retensi', 'int_feedback_outstanding') }}
    where outstanding_until is null
),

open_complaints as (
    select distinct customer_id
    from {{ ref('retensi', 'int_complaints_stated') }}
    where is_open
),

last_heard as (
    select
        customers.customer_id,
        bounds.as_of,
        customer_orders.last_order_date,
        customer_orders.typical_days_between_orders,
        -- Somebody first known last week has not been silent for longer than that.
        greatest(
            customers.known_since,
            coalesce(customer_orders.last_order_date, customers.known_since),
            coalesce(contacts.last_inbound_on, customers.known_since)
        ) as last_heard_on
    from {{ ref('retensi', 'int_customers_known') }} as customers
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    left join {{ ref('retensi', 'int_customer_orders_summed') }} as customer_orders
        on customers.customer_id = customer_orders.customer_id
    left join {{ ref('retensi', 'int_customer_contacts') }} as contacts
        on customers.customer_id = contacts.customer_id
),

judged as (
    select
        last_heard.customer_id,
        coalesce(
            {{ days_between('last_heard.last_order_date', 'last_heard.as_of') }}
            > 1.5 * last_heard.typical_days_between_orders,
            false
        ) as is_late_for_own_rhythm,
        {{ days_between('last_heard.last_heard_on', 'last_heard.as_of') }} > {{ var('quiet_after_days') }}
            as has_gone_quiet,
        outstanding_feedback.customer_id is not null as has_negative_feedback,
        open_complaints.customer_id is not null as has_open_complaint
    from last_heard
    left join outstanding_feedback on last_heard.customer_id = outstanding_feedback.customer_id
    left join open_complaints on last_heard.customer_id = open_complaints.customer_id
),

final as (
    select
        *,
        nullif(
            concat_ws(
                ',',
                case when is_late_for_own_rhythm then 'late_for_own_rhythm' end,
                case when has_gone_quiet then 'gone_quiet' end,
                case when has_negative_feedback then 'negative_feedback' end,
                case when has_open_complaint then 'open_complaint' end
            ),
            ''
        ) as risk_reasons
    from judged
)

select * from final
