with recursive customer_merges as (
    select * from {{ ref('retensi', 'stg_customer_merges') }}
),

reached as (
    select
        customer_id,
        merged_into as surviving_customer_id
    from customer_merges
    union all
    select
        reached.customer_id,
        customer_merges.merged_into as surviving_customer_id
    from reached
    inner join customer_merges on reached.surviving_customer_id = customer_merges.customer_id
),

-- The end of the chain is the id that is not merged into a further one.
final as (
    select
        reached.customer_id,
        reached.surviving_customer_id
    from reached
    left join customer_merges on reached.surviving_customer_id = customer_merges.customer_id
    where customer_merges.customer_id is null
)

select * from final
