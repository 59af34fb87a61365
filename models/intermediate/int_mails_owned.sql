with orders as (
    select * from {{ ref('retensi', 'stg_orders') }}
),

customers as (
    select * from {{ ref('retensi', 'stg_customers') }}
),

merged as (
    select * from {{ ref('retensi', 'int_customers_merged_into') }}
),

mails_seen as (
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
    where mail_key is not null
),

identified as (
    select
        mails_seen.mail_key,
        coalesce(merged.surviving_customer_id, mails_seen.customer_id) as customer_id,
        row_number() over (
            partition by mails_seen.mail_key
            order by mails_seen.seen_at asc nulls last, coalesce(merged.surviving_customer_id, mails_seen.customer_id)
        ) as claim_number
    from mails_seen
    left join merged on mails_seen.customer_id = merged.customer_id
    where mails_seen.customer_id is not null
),

owned as (
    select
        mail_key,
        customer_id
    from identified
    where claim_number = 1
),

final as (
    select distinct
        mails_seen.mail_key,
        coalesce(owned.customer_id, {{ guest_id("'mail:'", 'mails_seen.mail_key') }}) as customer_id
    from mails_seen
    left join owned on mails_seen.mail_key = owned.mail_key
)

select * from final
