with order_lines as (
    select * from {{ ref('retensi', 'int_order_lines') }}
    where treatment = 'purchase' and category is not null and customer_id is not null
),

customers as (
    select
        customer_id,
        cast(count(distinct order_id) as bigint) as purchases_with_category
    from order_lines
    group by customer_id
),

categories as (
    select
        customer_id,
        category,
        cast(count(distinct order_id) as bigint) as purchases,
        row_number() over (
            partition by customer_id
            order by count(distinct order_id) desc, sum(coalesce(quantity, 1)) desc, max(ordered_at) desc, category asc
        ) as favourite_first
    from order_lines
    group by customer_id, category
),

final as (
    select
        categories.customer_id,
        categories.category as favourite_category,
        categories.purchases as purchases_with_favourite,
        customers.purchases_with_category
    from categories
    inner join customers on categories.customer_id = customers.customer_id
    where categories.favourite_first = 1
)

select * from final
