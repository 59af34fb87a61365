-- A customer of an order or interaction has a row, known no later than that day.
with customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

contacts as (
    select
        customer_id,
        order_date as contact_date
    from {{ ref('retensi', 'int_orders_identified') }}
    where customer_id is not null
    union all
    select
        customer_id,
        interaction_date as contact_date
    from {{ ref('retensi', 'int_interactions_identified') }}
    where customer_id is not null
),

final as (
    select contacts.*
    from contacts
    left join customers on contacts.customer_id = customers.customer_id
    where customers.customer_id is null or customers.known_since > contacts.contact_date
)

select * from final
