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
    select * from {{ ref('retensi', 'int_mails_claimed') }}
),

claims as (
    select
        orders.visitor_id,
        orders.ordered_at as seen_at,
        coalesce(merged.surviving_customer_id, orders.customer_id, mails.customer_id) as customer_id
    from orders
    left join merged
        on orders.customer_id = merged.customer_id
    left join mails
        on orders.mail_key = mails.mail_key
    where orders.visitor_id is not null
    union all
    select
        interactions.visitor_id,
        interactions.occurred_at as seen_at,
        coalesce(merged.surviving_customer_id, interactions.customer_id) as customer_id
    from interactions
    left join merged
        on interactions.customer_id = merged.customer_id
    where interactions.visitor_id is not null
),

-- One claim a customer first: few are left to be ordered.
first_claims as (
    select
        visitor_id,
        customer_id,
        min(seen_at) as seen_at
    from claims
    where customer_id is not null
    group by
        visitor_id,
        customer_id
),

ranked as (
    select
        visitor_id,
        customer_id,
        row_number() over (partition by visitor_id order by seen_at asc, customer_id asc) as claim_number
    from first_claims
),

final as (
    select
        visitor_id,
        customer_id
    from ranked
    where claim_number = 1
)

select * from final
