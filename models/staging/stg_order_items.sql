with accepted as (
    select * from {{ ref('retensi', 'checked_order_items') }}
    where row_status = 'accepted'
),

final as (
    select
        order_id,
        line_number,
        product_id,
        category,
        cast(quantity as decimal(18, 4)) as quantity,
        -- in the currency of the order
        cast(amount as decimal(18, 4)) as amount
    from accepted
)

select * from final
