with recursive merges as (
    select * from {{ ref('retensi', 'stg_customer_merges') }}
),

reached as (
    select
        customer_id,
        merged_into as surviving_customer_id
    from merges
    union
    select
        reached.customer_id,
        merges.merged_into as surviving_customer_id
    from reached
    inner join merges on reached.surviving_customer_id = merges.customer_id
),

-- The end of the chain is the id that is not merged into a further one.
final as (
    select
        reached.customer_id,
        reached.surviving_customer_id
    from reached
    left join merges on reached.surviving_customer_id = merges.customer_id
    where merges.customer_id is null
)

select * from final
