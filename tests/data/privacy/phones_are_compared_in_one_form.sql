{{ config(meta={'dagster': {'ref': {'name': 'stg_customers', 'package': 'retensi'}}}) }}
-- Checked on stg_customers, which uses it.
-- depends_on: {{ ref('retensi', 'stg_customers') }}
-- People write their phone in many ways: as one person they must get one hash. What a spreadsheet has shortened, or
-- what is no phone, is the same for many people and must get none.
with phones as (
    select '+62 812-3456-7890' as phone
    union all
    select ' (+62) (0)812 3456 7890'
    union all
    select '00628123456' || '7890'
    union all
    select '6281234567890.0'
),

no_phones as (
    select '6.28123E+12' as phone
    union all
    select '+1234567'
    union all
    select '1234567890123456'
    union all
    select '0000000000'
    union all
    select 'none'
),

final as (
    select
        (select count(distinct {{ phone_number('phone') }}) from phones) as number_count,
        (select min({{ phone_number('phone') }}) from phones) as phone_number,
        (select count(distinct {{ phone_key('phone') }}) from phones) as hash_count,
        (select count({{ phone_key('phone') }}) from no_phones) as no_phone_count
)

select * from final
where number_count <> 1 or phone_number <> '6281234567890' or hash_count <> 1 or no_phone_count <> 0
