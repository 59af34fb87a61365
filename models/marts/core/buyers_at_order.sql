with orders as (
    select
        order_id,
        customer_id,
        order_date
    from {{ ref('retensi', 'int_orders_sequenced') }}
    where customer_id is not null
),

-- Points of a day count from the next day on, for 365 days.
points_and_orders as (
    {% for days, points in [(1, 'points_earned'), (366, '-points_earned')] %}
    select
        customer_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        {{ add_days('happens_on', days) }} as happens_on,
        {{ points }} as points
    from {{ ref('retensi', 'int_points_ledger') }}
    where points_earned > 0
    union all
    {% endfor %}
    select
        orders.customer_id,
        orders.order_id,
        orders.order_date as happens_on,
        0 as points
    from orders
    inner join {{ ref('retensi', 'int_loyalty_members') }} as members on orders.customer_id = members.customer_id
    where members.is_member and members.joined_on < orders.order_date
),

-- All rows of a day share the sum, whatever their order.
points as (
    select
        order_id,
        sum(points) over (partition by customer_id order by happens_on) as points_last_year
    from points_and_orders
),

tiers as (
    select
        tier,
        minimum_points,
        lead(minimum_points) over (order by minimum_points) as next_minimum_points
    from {{ ref('loyalty_tiers') }}
),

tiers_at_order as (
    select
        points.order_id,
        tiers.tier
    from points
    inner join tiers
        on
            points.points_last_year >= tiers.minimum_points
            and (points.points_last_year < tiers.next_minimum_points or tiers.next_minimum_points is null)
    where points.order_id is not null
),

final as (
    select
        orders.order_id,
        orders.customer_id,
        orders.order_date,
        spans.lifecycle_stage as lifecycle_stage_before,
        tiers_at_order.tier as loyalty_tier_at_order,
        segments.rfm_segment as rfm_segment_before
    from orders
    left join {{ ref('retensi', 'int_lifecycle_spans') }} as spans
        on
            orders.customer_id = spans.customer_id
            and {{ is_valid_on(add_days('orders.order_date', -1), 'spans') }}
    left join tiers_at_order on orders.order_id = tiers_at_order.order_id
    left join {{ ref('retensi', 'int_rfm_segments_by_month') }} as segments
        on
            orders.customer_id = segments.customer_id
            and segments.month = {{ add_months(month_of('orders.order_date'), -1) }}
)

select * from final
