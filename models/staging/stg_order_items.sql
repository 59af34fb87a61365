with accepted as (
    {{ accepted_rows('order_items') }}
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
