with lines_bought as (
    select * from {{ ref('retensi', 'int_order_lines') }}
    where
        treatment = 'purchase'
        and customer_id is not null
        and product_id is not null
),

-- A day counts with the first of its products, so that the days of a customer add up.
days_bought as (
    select
        customer_id,
        product_id,
        order_date,
        row_number() over (partition by customer_id, order_date order by product_id) as place_of_day,
        max(order_date) over (partition by customer_id) as last_order_date
    from lines_bought
    group by
        customer_id,
        product_id,
        order_date
),

bought as (
    select
        products.fit,
        products.known_to,
        products.product_id,
        products.category,
        products.is_on_offer,
        products.rhythm_days,
        days_bought.customer_id,
        count(*) as days_bought,
        count(case when days_bought.place_of_day = 1 then 1 end) as days_counted,
        max(days_bought.order_date) as last_bought_on,
        max(days_bought.last_order_date) as last_order_date
    from days_bought
    inner join {{ ref('retensi', 'int_products_known') }} as products
        on
            days_bought.product_id = products.product_id
            and days_bought.order_date <= products.known_to
    group by
        products.fit,
        products.known_to,
        products.product_id,
        products.category,
        products.is_on_offer,
        products.rhythm_days,
        days_bought.customer_id
),

final as (
    select
        *,
        cast(sum(days_counted) over (partition by fit, customer_id) as bigint) as purchase_days,
        -- Offers as of the holdout are made to those who bought in it, as nobody else can be counted.
        fit = 'current' or last_order_date > known_to as is_served,
        {{ days_between('last_bought_on', 'known_to') }} < {{ comparison_days() }} as is_recent,
        {{ add_days('last_bought_on', 'rhythm_days') }} as due_on,
        coalesce(
            {{ days_between('last_bought_on', 'known_to') }} >= rhythm_days - {{ var('offer_days') | int }},
            false
        ) as is_due,
        row_number() over (
            partition by fit, customer_id
            order by last_bought_on desc, days_bought desc, product_id asc
        ) as latest_first
    from bought
)

select * from final
