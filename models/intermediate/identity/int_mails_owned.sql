{{ config(**history(notes={'mail': 'mail_key'})) }}

with orders as (
    select * from {{ ref('retensi', 'stg_orders') }}
),

mails_claimed as (
    select * from {{ ref('retensi', 'int_mails_claimed') }}
),

visitors_claimed as (
    select * from {{ ref('retensi', 'int_visitors_claimed') }}
),

unclaimed as (
    select
        orders.mail_key,
        visitors_claimed.customer_id,
        row_number() over (
            partition by orders.mail_key
            order by
                case when visitors_claimed.customer_id is null then 1 else 0 end asc,
                orders.ordered_at asc,
                visitors_claimed.customer_id asc
        ) as order_rank
    from orders
    left join mails_claimed
        on orders.mail_key = mails_claimed.mail_key
    left join visitors_claimed
        on orders.visitor_id = visitors_claimed.visitor_id
    where
        orders.mail_key is not null
        and mails_claimed.mail_key is null
),

-- A mail that only guests gave is whose visitor they were known to be; where nobody knows, it is a guest.
final as (
    select
        mail_key,
        customer_id
    from mails_claimed
    union all
    select
        mail_key,
        coalesce(customer_id, {{ guest_id("'mail:'", 'mail_key') }}) as customer_id
    from unclaimed
    where order_rank = 1
)

select * from final
