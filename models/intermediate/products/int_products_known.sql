-- A table of its own: DuckDB does not know how few rows a CTE has, and would hash what all customers bought to join it.
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

fits as (
    select
        'current' as fit,
        as_of as known_to
    from bounds
    union all
    select
        'holdout' as fit,
        {{ add_days('as_of', -(var('offer_days') | int)) }} as known_to
    from bounds
),

lines_bought as (
    select * from {{ ref('retensi', 'int_order_lines') }}
    where
        treatment = 'purchase'
        and customer_id is not null
        and product_id is not null
),

days_bought as (
    select
        customer_id,
        product_id,
        order_date,
        lag(order_date) over (partition by customer_id, product_id order by order_date) as previous_date,
        row_number() over (partition by customer_id, product_id order by order_date) as time_bought
    from lines_bought
    group by
        customer_id,
        product_id,
        order_date
),

products as (
    select
        fits.fit,
        fits.known_to,
        days_bought.product_id,
        count(case when days_bought.time_bought = 1 then 1 end) as buyers,
        count(case when days_bought.time_bought = 2 then 1 end) as buyers_again,
        {{ median(days_between('days_bought.previous_date', 'days_bought.order_date')) }} as median_days,
        {{ days_between('max(days_bought.order_date)', 'fits.known_to') }} < {{ comparison_days() }} as is_on_offer
    from days_bought
    inner join fits on days_bought.order_date <= fits.known_to
    group by
        fits.fit,
        fits.known_to,
        days_bought.product_id
),

categories as (
    select
        fits.fit,
        lines_bought.product_id,
        lines_bought.category,
        row_number() over (
            partition by fits.fit, lines_bought.product_id
            order by max(lines_bought.ordered_at) desc, lines_bought.category asc
        ) as latest_first
    from lines_bought
    inner join fits on lines_bought.order_date <= fits.known_to
    where lines_bought.category is not null
    group by
        fits.fit,
        lines_bought.product_id,
        lines_bought.category
),

final as (
    select
        products.fit,
        products.known_to,
        products.product_id,
        categories.category,
        products.is_on_offer,
        -- Replenished is what enough of its buyers came back for.
        case
            when products.buyers_again >= 3 and products.buyers_again * 5 >= products.buyers
                then cast(ceil(products.median_days) as bigint)
        end as rhythm_days
    from products
    left join categories
        on
            products.fit = categories.fit
            and products.product_id = categories.product_id
            and categories.latest_first = 1
)

select * from final
