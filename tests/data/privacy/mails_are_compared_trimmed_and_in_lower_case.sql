{{ config(meta={'dagster': {'ref': {'name': 'stg_customers', 'package': 'retensi'}}}) }}
-- Checked on stg_customers, which uses it.
-- depends_on: {{ ref('retensi', 'stg_customers') }}
-- People write their address in more than one way: as one person they must get one hash, and nobody else may get it.
with emails as (
    select ' ANA@Example.org ' as email
    union all
    select 'ana@example.org' as email
),

hashed as (
    select distinct
        {{ email_key('email') }} as email_key,
        {{ email_key("concat('other.', trim(email))") }} as other_key,
        {{ email_key("nullif(email, email)") }} as key_of_nothing
    from emails
),

final as (
    select
        count(*) as hash_count,
        min(email_key) as email_key,
        min(other_key) as other_key,
        min(key_of_nothing) as key_of_nothing
    from hashed
)

select * from final
where
    hash_count <> 1
    or length(email_key) <> 64
    or email_key = other_key
    or key_of_nothing is not null
