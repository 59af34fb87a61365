with customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
    where order_count > 0
),

contacts as (
    select * from {{ ref('retensi', 'int_customer_contacts') }}
),

-- Whoever is disappointed is to be made good first, and neither won back nor reminded of the shop.
unhappy_customers as (
    select customer_id from {{ ref('retensi', 'int_feedback_outstanding') }}
    where outstanding_until is null
    union
    select customer_id from {{ ref('retensi', 'int_complaints_stated') }}
    where is_open
),

reorders as (
    select
        customer_id,
        last_order_date,
        {{ add_days('last_order_date', 'ceil(typical_days_between_orders)') }} as expected_on,
        cast(ceil(typical_days_between_orders) as integer) as typical_days
    from customer_orders
    where typical_days_between_orders is not null
),

lapses as (
    select
        customer_id,
        last_order_date,
        order_count,
        {{ add_days('last_order_date', var('inactive_after_days') | int + 1) }} as inactive_on
    from customer_orders
),

silences as (
    select
        customers.customer_id,
        lapses.inactive_on,
        greatest(
            customers.known_since,
            coalesce(customer_orders.last_order_date, customers.known_since),
            coalesce(contacts.last_inbound_on, customers.known_since)
        ) as last_heard_on
    from customers
    left join customer_orders on customers.customer_id = customer_orders.customer_id
    left join lapses on customers.customer_id = lapses.customer_id
    left join contacts on customers.customer_id = contacts.customer_id
),

occasions as (
    select
        customer_id,
        'reorder_due' as reason,
        expected_on as about_on,
        last_order_date as arose_on,
        cast(null as date) as over_on,
        'detail' as wording,
        cast(typical_days as bigint) as number
    from reorders
    union all
    -- Up to the day on which they are inactive and to be won back instead.
    select
        customer_id,
        'gone_quiet' as reason,
        {{ add_days('last_heard_on', var('quiet_after_days') | int + 1) }} as about_on,
        last_heard_on as arose_on,
        inactive_on as over_on,
        'detail' as wording,
        cast(null as bigint) as number
    from silences
    union all
    select
        customer_id,
        'win_back' as reason,
        inactive_on as about_on,
        last_order_date as arose_on,
        cast(null as date) as over_on,
        case when order_count = 1 then 'once' else 'several' end as wording,
        order_count as number
    from lapses
),

final as (
    select
        occasions.*,
        cast(null as bigint) as other_number,
        cast(null as date) as other_on,
        cast(null as {{ dbt.type_string() }}) as word
    from occasions
    left join unhappy_customers on occasions.customer_id = unhappy_customers.customer_id
    where
        occasions.reason = 'reorder_due'
        or unhappy_customers.customer_id is null
)

select * from final
