-- A long chain of ids may need more rounds than there are; then what two ids share would lead to two customers.
with joined as (
    select * from {{ ref('retensi', 'int_ids_joined') }}
),

final as (
    select
        kind,
        identifier
    from joined
    group by
        kind,
        identifier
    having min(surviving_customer_id) <> max(surviving_customer_id)
)

select * from final
