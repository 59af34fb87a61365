{{
    config(**incremental_by_key(tracks={
        'email': "case when kind = 'email' then identifier end",
        'phone': "case when kind = 'phone' then identifier end",
        'visitor': "case when kind = 'visitor' then identifier end",
    }))
}}

{%- set kinds = {'email': 'email_key', 'phone': 'phone_key', 'visitor': 'visitor_id'} -%}

with given as (
    select * from {{ ref('retensi', 'int_identifiers_given') }}
),

merged as (
    select * from {{ ref('retensi', 'int_customers_merged_into') }}
),

by_id as (
    select
        given.email_key,
        given.phone_key,
        given.visitor_id,
        given.first_seen_at,
        given.has_ordered,
        coalesce(merged.surviving_customer_id, given.customer_id) as customer_id
    from given
    left join merged on given.customer_id = merged.customer_id
),

-- A mail is claimed by the customer of its earliest record, a phone by the customer who gave it or who has the mail
-- that came with it, a visitor by the customer whose id, mail or phone came with it.
with_email_claims as {{ kept() }} (
    select
        *,
        case
            when email_key is not null then {{ of_earliest_record('customer_id', 'email_key') }}
        end as email_claimed_by
    from by_id
),

with_phone_claims as {{ kept() }} (
    select
        *,
        case
            when phone_key is not null
                then {{ of_earliest_record('coalesce(customer_id, email_claimed_by)', 'phone_key') }}
        end as phone_claimed_by
    from with_email_claims
),

with_claims as {{ kept() }} (
    select
        *,
        case
            when visitor_id is not null
                then {{ of_earliest_record('coalesce(customer_id, email_claimed_by, phone_claimed_by)', 'visitor_id') }}
        end as visitor_claimed_by
    from with_phone_claims
),

-- What nobody claims belongs to whoever the rest of its earliest record leads to; where that is nobody, to a guest. A
-- visitor who only looked around is nobody yet.
guests_with_emails as {{ kept() }} (
    select
        *,
        case
            when email_key is not null
                then coalesce(
                    email_claimed_by,
                    {{ of_earliest_record('coalesce(phone_claimed_by, visitor_claimed_by)', 'email_key') }},
                    {{ guest_id("'mail:'", 'email_key') }}
                )
        end as email_owner
    from with_claims
    where customer_id is null and (has_ordered or email_key is not null or phone_key is not null)
),

guests_with_phones as {{ kept() }} (
    select
        *,
        case
            when phone_key is not null
                then coalesce(
                    phone_claimed_by,
                    {{ of_earliest_record('coalesce(email_owner, visitor_claimed_by)', 'phone_key') }},
                    {{ guest_id("'phone:'", 'phone_key') }}
                )
        end as phone_owner
    from guests_with_emails
),

guests as (
    select
        *,
        case
            when visitor_id is not null
                then coalesce(
                    visitor_claimed_by,
                    {{ of_earliest_record('coalesce(email_owner, phone_owner)', 'visitor_id') }},
                    {{ guest_id("'visitor:'", 'visitor_id') }}
                )
        end as visitor_owner
    from guests_with_phones
),

final as (
    {%- for kind, identifier in kinds.items() %}
    select distinct
        '{{ kind }}' as kind,
        {{ identifier }} as identifier,
        {{ kind }}_claimed_by as customer_id
    from with_claims
    where {{ kind }}_claimed_by is not null
    union all
    select distinct
        '{{ kind }}' as kind,
        {{ identifier }} as identifier,
        {{ kind }}_owner as customer_id
    from guests
    where {{ identifier }} is not null and {{ kind }}_claimed_by is null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
