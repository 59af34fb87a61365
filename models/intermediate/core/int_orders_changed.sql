-- Whose mail or visitor somebody is must be known as it is now, and for which days orders are.
-- depends_on: {{ ref('retensi', 'int_customers_merged_into') }}
-- depends_on: {{ ref('retensi', 'int_mails_owned') }}
-- depends_on: {{ ref('retensi', 'int_visitors_owned') }}
-- depends_on: {{ ref('retensi', 'int_as_of') }}

with pending as (
    {{ pending_keys(['orders', 'order_items', 'merged customer', 'mail', 'visitor']) }}
),

orders as (
    select * from {{ ref('retensi', 'stg_orders') }}
),

final as (
    select key
    from pending
    where kind in ('orders', 'order_items')
    union
    select order_id as key
    from orders
    where
        customer_id in (select pending.key from pending where pending.kind = 'merged customer')
        or mail_key in (select pending.key from pending where pending.kind = 'mail')
        or visitor_id in (select pending.key from pending where pending.kind = 'visitor')
        or {{ as_of_moved_over('order_date') }}
)

select * from final
