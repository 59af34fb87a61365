{{ config(**history(notes={'visitor': 'visitor_id'})) }}

with orders as (
    select * from {{ ref('retensi', 'stg_orders') }}
),

mails_owned as (
    select * from {{ ref('retensi', 'int_mails_owned') }}
),

visitors_claimed as (
    select * from {{ ref('retensi', 'int_visitors_claimed') }}
),

unclaimed as (
    select
        orders.visitor_id,
        mails_owned.customer_id,
        row_number() over (
            partition by orders.visitor_id
            order by
                case when mails_owned.customer_id is null then 1 else 0 end asc,
                orders.ordered_at asc,
                mails_owned.customer_id asc
        ) as order_rank
    from orders
    left join visitors_claimed
        on orders.visitor_id = visitors_claimed.visitor_id
    left join mails_owned
        on orders.mail_key = mails_owned.mail_key
    where
        orders.visitor_id is not null
        and visitors_claimed.visitor_id is null
),

-- A visitor whom no customer claims belongs to the guest of the mail given, else is a guest of its own.
final as (
    select
        visitor_id,
        customer_id
    from visitors_claimed
    union all
    select
        visitor_id,
        coalesce(customer_id, {{ guest_id("'visitor:'", 'visitor_id') }}) as customer_id
    from unclaimed
    where order_rank = 1
)

select * from final
