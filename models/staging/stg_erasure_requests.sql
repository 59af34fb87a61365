with accepted as (
    {{ accepted_rows('erasure_requests') }}
),

final as (
    select
        customer_id,
        requested_at
    from accepted
)

select * from final
