with orders as (
    select * from {{ ref('retensi', 'stg_orders') }}
),

customers as (
    select * from {{ ref('retensi', 'stg_customers') }}
),

merged as (
    select * from {{ ref('retensi', 'int_customers_merged_into') }}
),

records_with_customer as (
    select
        mail_key,
        customer_id,
        registered_at as seen_at
    from customers
    where mail_key is not null
    union all
    select
        mail_key,
        customer_id,
        ordered_at as seen_at
    from orders
    where
        mail_key is not null
        and customer_id is not null
),

claims as (
    select
        records_with_customer.mail_key,
        records_with_customer.seen_at,
        coalesce(merged.surviving_customer_id, records_with_customer.customer_id) as customer_id
    from records_with_customer
    left join merged
        on records_with_customer.customer_id = merged.customer_id
),

-- One claim a customer first: few are left to be ordered.
first_claims as (
    select
        mail_key,
        customer_id,
        min(seen_at) as seen_at
    from claims
    group by
        mail_key,
        customer_id
),

ranked as (
    select
        mail_key,
        customer_id,
        row_number() over (partition by mail_key order by seen_at asc nulls last, customer_id asc) as claim_number
    from first_claims
),

final as (
    select
        mail_key,
        customer_id
    from ranked
    where claim_number = 1
)

select * from final
