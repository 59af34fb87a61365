-- A topic is what a later row must share to make this one good: the type of a score, the reference of a complaint. A
-- complaint without a reference is a topic of its own.
with feedback as (
    select
        customer_id,
        interaction_type as topic,
        interaction_id,
        occurred_at,
        interaction_date,
        verdict = 'negative' as is_negative,
        true as is_opening
    from {{ ref('retensi', 'int_feedback_scored') }}
    where customer_id is not null
    union all
    select
        customer_id,
        concat(case when has_reference_id then 'reference ' else 'row ' end, complaint_id) as topic,
        interaction_id,
        occurred_at,
        interaction_date,
        interaction_type <> 'complaint_resolved' as is_negative,
        interaction_type = 'complaint_opened' as is_opening
    from {{ ref('retensi', 'int_complaint_rows') }}
    where
        customer_id is not null
        and interaction_type <> 'complaint_answered'
),

orders as (
    select * from {{ ref('retensi', 'int_orders_identified') }}
),

purchases as (
    select
        orders.customer_id,
        orders.ordered_at,
        orders.order_date
    from orders
    where
        orders.treatment = 'purchase'
        and orders.customer_id in (select feedback.customer_id from feedback)
),

-- Feedback at the second of a purchase is not after it, so it sorts before it.
timeline as (
    select
        feedback.customer_id,
        feedback.interaction_id,
        feedback.occurred_at as happened_at,
        0 as rank_in_second,
        cast(null as timestamp) as purchased_at,
        cast(null as date) as purchase_day
    from feedback
    union all
    select
        purchases.customer_id,
        cast(null as {{ dbt.type_string() }}) as interaction_id,
        purchases.ordered_at as happened_at,
        1 as rank_in_second,
        purchases.ordered_at as purchased_at,
        purchases.order_date as purchase_day
    from purchases
),

placed as (
    select
        timeline.interaction_id,
        max(timeline.purchased_at) over up_to_here as last_purchase_at,
        max(timeline.purchase_day) over up_to_here as last_purchase_day,
        min(timeline.purchase_day) over from_here_on as next_purchase_day
    from timeline
    window
        up_to_here as (
            partition by timeline.customer_id
            order by timeline.happened_at, timeline.rank_in_second
            rows between unbounded preceding and current row
        ),
        from_here_on as (
            partition by timeline.customer_id
            order by timeline.happened_at, timeline.rank_in_second
            rows between current row and unbounded following
        )
),

final as (
    select
        feedback.customer_id,
        feedback.topic,
        feedback.interaction_id,
        feedback.occurred_at,
        feedback.interaction_date,
        feedback.is_negative,
        feedback.is_opening,
        placed.last_purchase_at,
        placed.last_purchase_day,
        placed.next_purchase_day
    from feedback
    inner join placed
        on feedback.interaction_id = placed.interaction_id
)

select * from final
