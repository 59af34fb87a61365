{{ config(**incremental_by_key(tracks={'feedback': 'customer_id'})) }}

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

purchases as (
    select * from {{ ref('retensi', 'int_orders_identified') }}
    where
        treatment = 'purchase'
        and customer_id in (select feedback.customer_id from feedback)
),

timeline as (
    select
        *,
        occurred_at as happened_at,
        false as is_purchase,
        cast(null as date) as purchase_day
    from feedback
    union all
    select
        customer_id,
        cast(null as {{ dbt.type_string() }}) as topic,
        cast(null as {{ dbt.type_string() }}) as interaction_id,
        cast(null as timestamp) as occurred_at,
        cast(null as date) as interaction_date,
        false as is_negative,
        false as is_opening,
        ordered_at as happened_at,
        true as is_purchase,
        order_date as purchase_day
    from purchases
),

-- Feedback at the second of a purchase is not after it, so it sorts before it.
placed as (
    select
        *,
        max(case when is_purchase then happened_at end) over up_to_here as last_purchase_at,
        max(purchase_day) over up_to_here as last_purchase_day,
        min(purchase_day) over from_here_on as next_purchase_day
    from timeline
    window
        up_to_here as (
            partition by customer_id
            order by happened_at, is_purchase
            rows between unbounded preceding and current row
        ),
        from_here_on as (
            partition by customer_id
            order by happened_at, is_purchase
            rows between current row and unbounded following
        )
),

-- A complaint that was opened before the last purchase is made good by it, even if reopened since.
states as (
    select
        *,
        bool_or(is_opening) over topic_since_purchase as was_opened,
        lead(interaction_date) over topic_since_purchase as next_word_on
    from placed
    where not is_purchase
    window
        topic_since_purchase as (
            partition by customer_id, topic, last_purchase_at
            order by occurred_at, interaction_id
        )
),

stretches as (
    select
        customer_id,
        interaction_id,
        last_purchase_day,
        interaction_date as outstanding_from,
        coalesce(next_word_on, next_purchase_day) as outstanding_until
    from states
    where
        is_negative
        and was_opened
),

-- What was made good, or said again, on its own day is not outstanding at the end of it.
final as (
    select * from stretches
    where
        outstanding_until is null
        or outstanding_until > outstanding_from
)

select * from final
