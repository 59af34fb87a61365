-- An id that was merged into another owns nothing any more: its orders, interactions, mails, phones and visitors went
-- along.
with merged as (
    select identifier as customer_id
    from {{ ref('retensi', 'int_identifiers_owned') }}
    where kind = 'customer'
),

owners as (
    select customer_id
    from {{ ref('retensi', 'int_orders_identified') }}
    union all
    select customer_id
    from {{ ref('retensi', 'int_interactions_identified') }}
    union all
    select customer_id
    from {{ ref('retensi', 'int_customers_known') }}
    union all
    select customer_id
    from {{ ref('retensi', 'int_identifiers_owned') }}
),

final as (
    select distinct owners.customer_id
    from owners
    inner join merged on owners.customer_id = merged.customer_id
)

select * from final
