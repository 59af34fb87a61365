with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

-- Lines of one order are one purchase of the product.
lines_in_order as (
    select
        product_id,
        customer_id,
        order_date,
        dense_rank() over (partition by product_id, customer_id order by ordered_at, order_id) as purchase_number
    from {{ ref('retensi', 'int_order_lines') }}
    where
        treatment = 'purchase'
        and customer_id is not null
        and product_id is not null
),

buyers as (
    select
        product_id,
        customer_id,
        min(case when purchase_number = 1 then order_date end) as bought_on,
        min(case when purchase_number = 2 then order_date end) as bought_again_on
    from lines_in_order
    group by
        product_id,
        customer_id
),

-- Who has not bought it again was watched up to `as_of`.
watched as (
    select
        buyers.product_id,
        {{ days_between('buyers.bought_on', 'coalesce(buyers.bought_again_on, bounds.as_of)') }} as days_waited,
        buyers.bought_again_on is not null as has_returned
    from buyers
    cross join bounds
),

by_day as (
    select
        product_id,
        days_waited,
        count(*) as customers,
        count(*) filter (where has_returned) as returned_customers
    from watched
    group by
        product_id,
        days_waited
),

{{ returned_shares(['product_id']) }},

final as (
    select
        *,
        customers < 30 as is_small
    from returned
)

select {{ contracted_columns() }} from final
