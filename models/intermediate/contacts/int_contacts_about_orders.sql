with customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
    where order_count > 0
),

rhythm as (
    select * from {{ ref('retensi', 'int_customer_rhythm') }}
    where typical_days_between_orders is not null
),

contacts as (
    select * from {{ ref('retensi', 'int_customer_contacts') }}
),

reorders as (
    select
        customer_orders.customer_id,
        customer_orders.last_order_date,
        {{ add_days('customer_orders.last_order_date', 'ceil(rhythm.typical_days_between_orders)') }} as expected_on,
        cast(ceil(rhythm.typical_days_between_orders) as integer) as typical_days
    from customer_orders
    inner join rhythm on customer_orders.customer_id = rhythm.customer_id
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

quiet as (
    select
        customer_id,
        inactive_on,
        last_heard_on,
        {{ add_days('last_heard_on', var('quiet_after_days') | int + 1) }} as quiet_on
    from silences
),

final as (
    select
        customer_id,
        'reorder_due' as reason,
        expected_on as about_on,
        last_order_date as arose_on,
        concat(
            'Buys about every ', cast(typical_days as {{ dbt.type_string() }}), ' days, last on ',
            {{ day_in_words('last_order_date') }}, '; the next order is expected on ',
            {{ day_in_words('expected_on') }}, '.'
        ) as detail
    from reorders
    union all
    -- Who is inactive by then is to be won back instead.
    select
        customer_id,
        'gone_quiet' as reason,
        quiet_on as about_on,
        last_heard_on as arose_on,
        concat('Not heard of since ', {{ day_in_words('last_heard_on') }}, '.') as detail
    from quiet
    where inactive_on is null or quiet_on < inactive_on
    union all
    select
        customer_id,
        'win_back' as reason,
        inactive_on as about_on,
        last_order_date as arose_on,
        concat(
            case
                when order_count = 1 then 'Bought once, on '
                else concat('Bought ', cast(order_count as {{ dbt.type_string() }}), ' times, last on ')
            end,
            {{ day_in_words('last_order_date') }}, '; inactive from ',
            {{ day_in_words('inactive_on') }}, ' on.'
        ) as detail
    from lapses
)

select * from final
