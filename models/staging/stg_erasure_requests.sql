with accepted as (
    select * from {{ ref('retensi', 'checked_erasure_requests') }}
    where row_status = 'accepted'
),

final as (
    select
        customer_id,
        requested_at
    from accepted
)

select * from final
