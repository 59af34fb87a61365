with orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where order_number is not null
),

-- Midnight to the second is how a purchase comes in whose time of day nobody wrote down.
timed as (
    select
        customer_id,
        ordered_at,
        {{ days_between(period_of('week', 'order_date'), 'order_date') }} + 1 as day_of_week,
        case
            when {{ local_time('ordered_at') }} <> cast(order_date as timestamp)
                then extract(hour from {{ local_time('ordered_at') }})
        end as hour_of_day
    from orders
),

weekdays as (
    select
        customer_id,
        day_of_week,
        count(*) as purchases,
        max(ordered_at) as last_bought_at
    from timed
    group by
        customer_id,
        day_of_week
),

hours as (
    select
        customer_id,
        hour_of_day,
        count(*) as purchases,
        max(ordered_at) as last_bought_at
    from timed
    where hour_of_day is not null
    group by
        customer_id,
        hour_of_day
),

weekdays_ranked as (
    select
        customer_id,
        day_of_week,
        row_number() over (
            partition by customer_id
            order by purchases desc, last_bought_at desc, day_of_week asc
        ) as usual_first
    from weekdays
),

hours_ranked as (
    select
        customer_id,
        hour_of_day,
        row_number() over (
            partition by customer_id
            order by purchases desc, last_bought_at desc, hour_of_day asc
        ) as usual_first
    from hours
),

final as (
    select
        weekdays_ranked.customer_id,
        cast(weekdays_ranked.day_of_week as bigint) as usual_weekday,
        cast(hours_ranked.hour_of_day as bigint) as usual_hour
    from weekdays_ranked
    left join hours_ranked
        on
            weekdays_ranked.customer_id = hours_ranked.customer_id
            and hours_ranked.usual_first = 1
    where weekdays_ranked.usual_first = 1
)

select * from final
