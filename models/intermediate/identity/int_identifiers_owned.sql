{{
    config(**history(notes={
        'mail': "case when kind = 'mail' then identifier end",
        'phone': "case when kind = 'phone' then identifier end",
        'visitor': "case when kind = 'visitor' then identifier end",
    }))
}}

with given as (
    select * from {{ ref('retensi', 'int_identifiers_given') }}
),

claimed as (
    select * from {{ ref('retensi', 'int_identifiers_claimed') }}
),

mails as (
    select * from claimed
    where kind = 'mail'
),

phones as (
    select * from claimed
    where kind = 'phone'
),

visitors as (
    select * from claimed
    where kind = 'visitor'
),

-- What came without a customer id; a visitor who only looked around is nobody yet.
guests as (
    select
        given.mail_key,
        given.phone_key,
        given.visitor_id,
        given.first_seen_at,
        mails.customer_id as mail_claimed_by,
        phones.customer_id as phone_claimed_by,
        visitors.customer_id as visitor_claimed_by
    from given
    left join mails on given.mail_key = mails.identifier
    left join phones on given.phone_key = phones.identifier
    left join visitors on given.visitor_id = visitors.identifier
    where
        given.customer_id is null
        and (given.has_ordered or given.mail_key is not null or given.phone_key is not null)
),

-- What nobody claims belongs to whoever the rest of its earliest record leads to; where that is nobody, to a guest.
with_mails as (
    select
        *,
        case
            when mail_key is not null
                then coalesce(
                    mail_claimed_by,
                    {{ of_earliest_record('coalesce(phone_claimed_by, visitor_claimed_by)', 'mail_key') }},
                    {{ guest_id("'mail:'", 'mail_key') }}
                )
        end as mail_owner
    from guests
),

with_phones as (
    select
        *,
        case
            when phone_key is not null
                then coalesce(
                    phone_claimed_by,
                    {{ of_earliest_record('coalesce(mail_owner, visitor_claimed_by)', 'phone_key') }},
                    {{ guest_id("'phone:'", 'phone_key') }}
                )
        end as phone_owner
    from with_mails
),

with_visitors as (
    select
        *,
        case
            when visitor_id is not null
                then coalesce(
                    visitor_claimed_by,
                    {{ of_earliest_record('coalesce(mail_owner, phone_owner)', 'visitor_id') }},
                    {{ guest_id("'visitor:'", 'visitor_id') }}
                )
        end as visitor_owner
    from with_phones
),

final as (
    select
        kind,
        identifier,
        customer_id
    from claimed
    union all
    select distinct
        'mail' as kind,
        mail_key as identifier,
        mail_owner as customer_id
    from with_visitors
    where mail_key is not null and mail_claimed_by is null
    union all
    select distinct
        'phone' as kind,
        phone_key as identifier,
        phone_owner as customer_id
    from with_visitors
    where phone_key is not null and phone_claimed_by is null
    union all
    select distinct
        'visitor' as kind,
        visitor_id as identifier,
        visitor_owner as customer_id
    from with_visitors
    where visitor_id is not null and visitor_claimed_by is null
)

select * from final
