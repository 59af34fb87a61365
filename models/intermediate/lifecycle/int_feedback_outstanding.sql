with feedback as (
    select * from {{ ref('retensi', 'int_feedback_after_purchases') }}
),

states as (
    select
        feedback.customer_id,
        feedback.topic,
        feedback.interaction_id,
        feedback.last_purchase_day,
        feedback.interaction_date as outstanding_from,
        feedback.next_purchase_day,
        feedback.is_negative,
        -- A complaint that was opened before the last purchase is made good by it, even if reopened since.
        max(case when feedback.is_opening then 1 else 0 end) over (
            partition by feedback.customer_id, feedback.topic, feedback.last_purchase_at
            order by feedback.occurred_at, feedback.interaction_id
            rows between unbounded preceding and current row
        ) as was_opened,
        lead(feedback.interaction_date) over (
            partition by feedback.customer_id, feedback.topic, feedback.last_purchase_at
            order by feedback.occurred_at, feedback.interaction_id
        ) as next_word_on
    from feedback
),

stretches as (
    select
        states.customer_id,
        states.topic,
        states.interaction_id,
        states.last_purchase_day,
        states.outstanding_from,
        coalesce(states.next_word_on, states.next_purchase_day) as outstanding_until
    from states
    where
        states.is_negative
        and states.was_opened = 1
),

-- What was made good, or said again, on its own day is not outstanding at the end of it.
final as (
    select stretches.*
    from stretches
    where
        stretches.outstanding_until is null
        or stretches.outstanding_until > stretches.outstanding_from
)

select * from final
