with accepted as (
    select * from {{ ref('retensi', 'checked_customer_merges') }}
    where row_status = 'accepted'
),

final as (
    select
        customer_id,
        merged_into,
        merged_at
    from accepted
)

select * from final
