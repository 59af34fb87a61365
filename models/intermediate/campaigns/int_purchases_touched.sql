{{ config(**incremental_by_key(key='person_id', changed_in='int_customers_changed')) }}

with touches as (
    select * from {{ ref('retensi', 'int_campaign_touches') }}
    where {{ is_changed('person_id', 'int_customers_changed') }}
),

purchases as (
    select
        orders.*,
        {{ buyer_id('orders.customer_id', 'orders.order_id') }} as person_id
    from {{ ref('retensi', 'int_orders_sequenced') }} as orders
    where
        orders.treatment = 'purchase'
        and {{ is_changed(buyer_id('orders.customer_id', 'orders.order_id'), 'int_customers_changed') }}
),

people as (
    select distinct person_id
    from touches
),

purchases_of_people as (
    select purchases.*
    from purchases
    inner join people on purchases.person_id = people.person_id
),

-- Each purchase stands in the line of its person's touches twice: where it happened, behind the touch it may be itself,
-- and where its window begins, behind the touches that are too old by then.
timeline as (
    select
        person_id,
        touched_at as happens_at,
        place_in_second,
        touch_id as event_id,
        0 as place_in_event,
        touch_number,
        cast(null as {{ dbt.type_string() }}) as order_id
    from touches
    {%- set window_start = hours_later('ordered_at', -24 * var('attribution_window_days') | int) %}
    {%- for happens_at, place_in_second, place_in_event in [('ordered_at', 2, 1), (window_start, 3, 2)] %}
    union all
    select
        person_id,
        {{ happens_at }} as happens_at,
        {{ place_in_second }} as place_in_second,
        order_id as event_id,
        {{ place_in_event }} as place_in_event,
        cast(null as bigint) as touch_number,
        order_id
    from purchases_of_people
    {%- endfor %}
),

counted as (
    select
        order_id,
        place_in_event,
        coalesce(
            max(touch_number) over (
                partition by person_id
                order by happens_at, place_in_second, event_id, place_in_event
                rows between unbounded preceding and current row
            ), 0
        ) as touches_so_far
    from timeline
),

windows as (
    select
        order_id,
        max(case when place_in_event = 2 then touches_so_far end) + 1 as first_touch_number,
        max(case when place_in_event = 1 then touches_so_far end) as last_touch_number
    from counted
    where order_id is not null
    group by order_id
),

final as (
    select
        purchases_of_people.order_id,
        purchases_of_people.person_id,
        purchases_of_people.customer_id,
        purchases_of_people.net_revenue,
        windows.first_touch_number,
        windows.last_touch_number,
        first_touches.campaign_id as first_campaign_id,
        last_touches.campaign_id as last_campaign_id
    from windows
    inner join purchases_of_people on windows.order_id = purchases_of_people.order_id
    inner join touches as first_touches
        on
            purchases_of_people.person_id = first_touches.person_id
            and windows.first_touch_number = first_touches.touch_number
    inner join touches as last_touches
        on
            purchases_of_people.person_id = last_touches.person_id
            and windows.last_touch_number = last_touches.touch_number
    where windows.first_touch_number <= windows.last_touch_number
)

select * from final
