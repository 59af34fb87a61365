with given as (
    select * from {{ ref('retensi', 'int_identifiers_given') }}
),

merged as (
    select * from {{ ref('retensi', 'int_customers_merged_into') }}
),

by_id as (
    select
        given.mail_key,
        given.phone_key,
        given.visitor_id,
        given.first_seen_at,
        coalesce(merged.surviving_customer_id, given.customer_id) as customer_id
    from given
    left join merged on given.customer_id = merged.customer_id
),

-- A mail is claimed by the customer of its earliest record ...
mails_ranked as (
    select
        mail_key,
        customer_id,
        row_number() over (
            partition by mail_key
            order by first_seen_at asc nulls last, customer_id asc
        ) as claim_number
    from by_id
    where mail_key is not null and customer_id is not null
),

mails as (
    select * from mails_ranked
    where claim_number = 1
),

by_mail as (
    select
        by_id.phone_key,
        by_id.visitor_id,
        by_id.first_seen_at,
        coalesce(by_id.customer_id, mails.customer_id) as customer_id
    from by_id
    left join mails on by_id.mail_key = mails.mail_key
    where by_id.phone_key is not null or by_id.visitor_id is not null
),

-- ... a phone by the customer who gave it, or who has the mail that came with it ...
phones_ranked as (
    select
        phone_key,
        customer_id,
        row_number() over (
            partition by phone_key
            order by first_seen_at asc nulls last, customer_id asc
        ) as claim_number
    from by_mail
    where phone_key is not null and customer_id is not null
),

phones as (
    select * from phones_ranked
    where claim_number = 1
),

by_phone as (
    select
        by_mail.visitor_id,
        by_mail.first_seen_at,
        coalesce(by_mail.customer_id, phones.customer_id) as customer_id
    from by_mail
    left join phones on by_mail.phone_key = phones.phone_key
    where by_mail.visitor_id is not null
),

-- ... and a visitor by the customer whose id, mail or phone came with it.
visitors_ranked as (
    select
        visitor_id,
        customer_id,
        row_number() over (
            partition by visitor_id
            order by first_seen_at asc nulls last, customer_id asc
        ) as claim_number
    from by_phone
    where customer_id is not null
),

visitors as (
    select * from visitors_ranked
    where claim_number = 1
),

final as (
    select
        'mail' as kind,
        mail_key as identifier,
        customer_id
    from mails
    union all
    select
        'phone' as kind,
        phone_key as identifier,
        customer_id
    from phones
    union all
    select
        'visitor' as kind,
        visitor_id as identifier,
        customer_id
    from visitors
)

select * from final
