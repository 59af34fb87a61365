with orders as (
    select * from {{ ref('retensi', 'stg_orders') }}
),

interactions as (
    select * from {{ ref('retensi', 'stg_interactions') }}
),

merged as (
    select * from {{ ref('retensi', 'int_customers_merged_into') }}
),

mails as (
    select * from {{ ref('retensi', 'int_mails_owned') }}
),

-- An order by visitor id alone is seen without a customer; it makes its visitor a guest where nobody owns it.
visitors_seen as (
    select
        orders.visitor_id,
        coalesce(merged.surviving_customer_id, orders.customer_id, mails.customer_id) as customer_id,
        orders.ordered_at as seen_at
    from orders
    left join merged on orders.customer_id = merged.customer_id
    left join mails on orders.mail_key = mails.mail_key
    where orders.visitor_id is not null
    union all
    select
        interactions.visitor_id,
        coalesce(merged.surviving_customer_id, interactions.customer_id) as customer_id,
        interactions.occurred_at as seen_at
    from interactions
    left join merged on interactions.customer_id = merged.customer_id
    where interactions.visitor_id is not null and interactions.customer_id is not null
),

ranked as (
    select
        visitor_id,
        customer_id,
        row_number() over (
            partition by visitor_id order by seen_at, customer_id
        ) as claim_number
    from visitors_seen
    where customer_id is not null
),

owned as (
    select
        visitor_id,
        customer_id
    from ranked
    where claim_number = 1
),

final as (
    select distinct
        visitors_seen.visitor_id,
        coalesce(owned.customer_id, {{ guest_id("'visitor:'", 'visitors_seen.visitor_id') }}) as customer_id
    from visitors_seen
    left join owned on visitors_seen.visitor_id = owned.visitor_id
)

select * from final
