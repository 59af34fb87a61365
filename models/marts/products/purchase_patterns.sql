with orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where order_number is not null
),

order_items as (
    select * from {{ ref('retensi', 'stg_order_items') }}
),

favourites as (
    select * from {{ ref('retensi', 'int_customer_favourite_categories') }}
),

presence as (
    select coalesce(bool_or(is_present) filter (where input = 'order_items'), false) as has_order_items
    from {{ ref('retensi', 'input_presence') }}
),

-- Midnight to the second is how a purchase comes in whose time of day nobody wrote down.
times as (
    select
        customer_id,
        'weekday' as kind,
        {{ days_between(period_of('week', 'order_date'), 'order_date') }} + 1 as time_bought,
        ordered_at
    from orders
    union all
    select
        customer_id,
        'hour' as kind,
        extract(hour from {{ local_time('ordered_at') }}) as time_bought,
        ordered_at
    from orders
    where {{ local_time('ordered_at') }} <> cast(order_date as timestamp)
),

times_counted as (
    select
        customer_id,
        kind,
        time_bought,
        row_number() over (
            partition by customer_id, kind
            order by count(*) desc, max(ordered_at) desc, time_bought asc
        ) as usual_first
    from times
    group by
        customer_id,
        kind,
        time_bought
),

usual_times as (
    select
        customer_id,
        cast(max(case when kind = 'weekday' then time_bought end) as bigint) as usual_weekday,
        cast(max(case when kind = 'hour' then time_bought end) as bigint) as usual_hour
    from times_counted
    where usual_first = 1
    group by customer_id
),

baskets as (
    select
        order_id,
        sum(coalesce(quantity, 1)) as pieces
    from order_items
    group by order_id
),

habits as (
    select
        orders.customer_id,
        cast(count(*) as bigint) as purchases,
        cast(count(*) filter (where orders.discount_amount > 0) as bigint) as purchases_on_discount,
        {{ median('baskets.pieces') }} as usual_basket_size,
        {{ median('orders.net_revenue') }} as usual_basket_value
    from orders
    left join baskets on orders.order_id = baskets.order_id
    group by orders.customer_id
),

final as (
    select
        habits.customer_id,
        habits.purchases,
        favourites.favourite_category,
        case when presence.has_order_items then coalesce(favourites.purchases_with_favourite, 0) end
            as purchases_with_favourite,
        case when presence.has_order_items then coalesce(favourites.purchases_with_category, 0) end
            as purchases_with_category,
        {{ safe_divide('favourites.purchases_with_favourite', 'favourites.purchases_with_category') }}
            as favourite_category_share,
        usual_times.usual_weekday,
        usual_times.usual_hour,
        habits.usual_basket_size,
        habits.usual_basket_value,
        habits.purchases_on_discount,
        {{ safe_divide('habits.purchases_on_discount', 'habits.purchases') }} as discount_share
    from habits
    cross join presence
    left join favourites on habits.customer_id = favourites.customer_id
    left join usual_times on habits.customer_id = usual_times.customer_id
)

select * from final
