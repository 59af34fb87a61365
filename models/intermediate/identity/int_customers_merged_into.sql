{{ config(**history(notes={'merged customer': 'customer_id'})) }}

with merged as (
    select * from {{ ref('retensi', 'int_merges_followed') }}
),

joined as (
    select distinct
        customer_id,
        surviving_customer_id
    from {{ ref('retensi', 'int_ids_joined') }}
    where customer_id <> surviving_customer_id
),

-- What merges end at may itself be joined with others.
final as (
    select
        merged.customer_id,
        coalesce(joined.surviving_customer_id, merged.surviving_customer_id) as surviving_customer_id
    from merged
    left join joined on merged.surviving_customer_id = joined.customer_id
    union all
    select
        customer_id,
        surviving_customer_id
    from joined
)

select * from final
