with purchase_categories as (
    select * from {{ ref('retensi', 'int_purchase_categories') }}
    where customer_id is not null
),

customers as (
    select
        customer_id,
        cast(count(distinct order_id) as bigint) as purchases_with_category
    from purchase_categories
    group by customer_id
),

categories as (
    select
        customer_id,
        category,
        cast(count(*) as bigint) as purchases,
        sum(quantity) as quantity,
        max(ordered_at) as last_bought_at
    from purchase_categories
    group by
        customer_id,
        category
),

ranked as (
    select
        customer_id,
        category,
        purchases,
        row_number() over (
            partition by customer_id
            order by purchases desc, quantity desc, last_bought_at desc, category asc
        ) as favourite_first
    from categories
),

final as (
    select
        ranked.customer_id,
        ranked.category as favourite_category,
        ranked.purchases as purchases_with_favourite,
        customers.purchases_with_category
    from ranked
    inner join customers on ranked.customer_id = customers.customer_id
    where ranked.favourite_first = 1
)

select * from final
