with complaints as (
    select * from {{ ref('retensi', 'int_complaints_stated') }}
),

final as (
    select
        customer_id,
        cast(count(*) as bigint) as open_complaints
    from complaints
    where
        is_open
        and customer_id is not null
    group by customer_id
)

select * from final
