with purchases as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where order_number is not null
),

customer_months as (
    select
        customer_id,
        {{ month_of('order_date') }} as valid_from,
        max(order_date) as last_order_date,
        max(order_number) as order_count
    from purchases
    group by
        customer_id,
        {{ month_of('order_date') }}
),

final as (
    select
        customer_id,
        valid_from,
        lead(valid_from) over (partition by customer_id order by valid_from) as valid_to,
        last_order_date,
        order_count
    from customer_months
)

select * from final
