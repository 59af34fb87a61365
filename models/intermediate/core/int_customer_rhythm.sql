with orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where order_number is not null
),

-- Two purchases on one day are one visit: only purchases that start a new day have a gap to the day before.
purchase_days as (
    select
        customer_id,
        days_since_previous_order as days_since_previous_day
    from orders
    where
        is_first_order
        or days_since_previous_order > 0
),

final as (
    select
        customer_id,
        cast(count(*) as bigint) as purchase_days,
        case when count(*) >= 3 then {{ median('days_since_previous_day') }} end as typical_days_between_orders
    from purchase_days
    group by customer_id
)

select * from final
