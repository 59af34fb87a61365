{#- On Spark a view would keep the key of keyed_hash() in its text. -#}
{{ config(materialized='table' if target.type == 'spark' else 'view') }}

with accepted as (
    select * from {{ ref('retensi', 'checked_customers') }}
    where row_status = 'accepted'
),

final as (
    select
        -- who
        customer_id,
        {{ email_key('email') }} as email_key,
        {{ phone_key('phone') }} as phone_key,

        -- when
        registered_at,
        {{ local_date('registered_at') }} as registration_date,
        updated_at,

        -- attributes
        lower(acquisition_channel) as acquisition_channel,
        birth_date,
        city,
        country,

        -- consent: the answer for mail or phone, else the general one; anywhere, where it is given for one of them
        coalesce(email_consent, marketing_consent) or coalesce(phone_consent, marketing_consent) as marketing_consent,
        coalesce(email_consent, marketing_consent) as email_consent,
        coalesce(phone_consent, marketing_consent) as phone_consent
    from accepted
)

select * from final
