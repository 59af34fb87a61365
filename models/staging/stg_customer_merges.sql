with accepted as (
    {{ accepted_rows('customer_merges') }}
),

final as (
    select
        customer_id,
        merged_into,
        merged_at
    from accepted
)

select * from final
