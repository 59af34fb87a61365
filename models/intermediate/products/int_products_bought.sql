-- What offers are made of, as known on a day: longer than other models, as no step has another reader.
{%- set ahead = var('offer_days') | int %}
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
        {{ add_days('as_of', -ahead) }} as known_to
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
        row_number() over (partition by customer_id, product_id order by order_date) as time_bought,
        row_number() over (partition by customer_id, order_date order by product_id) as place_of_day,
        max(order_date) over (partition by customer_id) as last_order_date
    from lines_bought
    group by
        customer_id,
        product_id,
        order_date
),

days_known as (
    select
        fits.fit,
        fits.known_to,
        days_bought.customer_id,
        days_bought.product_id,
        days_bought.order_date,
        days_bought.time_bought,
        days_bought.place_of_day,
        days_bought.last_order_date,
        {{ days_between('days_bought.previous_date', 'days_bought.order_date') }} as days_apart,
        {{ days_between('days_bought.order_date', 'fits.known_to') }} < {{ comparison_days() }} as is_recent
    from days_bought
    inner join fits on days_bought.order_date <= fits.known_to
),

bought as (
    select
        fit,
        known_to,
        customer_id,
        product_id,
        count(*) as days_bought,
        -- A day counts with the first of its products, so that the days of a customer add up.
        count(case when place_of_day = 1 then 1 end) as days_counted,
        max(order_date) as last_bought_on,
        max(last_order_date) as last_order_date,
        bool_or(is_recent) as is_recent
    from days_known
    group by
        fit,
        known_to,
        customer_id,
        product_id
),

products as (
    select
        fit,
        product_id,
        count(case when time_bought = 1 then 1 end) as buyers,
        count(case when time_bought = 2 then 1 end) as buyers_again,
        {{ median('days_apart') }} as median_days,
        bool_or(is_recent) as is_on_offer
    from days_known
    group by
        fit,
        product_id
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

joined as (
    select
        bought.*,
        categories.category,
        products.is_on_offer,
        -- Replenished is what enough of its buyers came back for.
        case
            when products.buyers_again >= 3 and products.buyers_again * 5 >= products.buyers
                then cast(ceil(products.median_days) as bigint)
        end as rhythm_days,
        sum(bought.days_counted) over (partition by bought.fit, bought.customer_id) as purchase_days,
        -- Offers as of the holdout are made to those who bought in it, as nobody else can be counted.
        bought.fit = 'current' or bought.last_order_date > bought.known_to as is_served,
        row_number() over (
            partition by bought.fit, bought.customer_id
            order by bought.last_bought_on desc, bought.days_bought desc, bought.product_id asc
        ) as latest_first
    from bought
    inner join products
        on
            bought.fit = products.fit
            and bought.product_id = products.product_id
    left join categories
        on
            bought.fit = categories.fit
            and bought.product_id = categories.product_id
            and categories.latest_first = 1
),

final as (
    select
        fit,
        known_to,
        customer_id,
        product_id,
        category,
        days_bought,
        cast(purchase_days as bigint) as purchase_days,
        last_bought_on,
        is_recent,
        is_on_offer,
        is_served,
        latest_first,
        rhythm_days,
        {{ add_days('last_bought_on', 'rhythm_days') }} as due_on,
        coalesce({{ days_between('last_bought_on', 'known_to') }} >= rhythm_days - {{ ahead }}, false) as is_due
    from joined
)

select * from final
