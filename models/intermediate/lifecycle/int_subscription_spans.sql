-- One step after the other, from payments to spans; kept together, as the calendar and both marts count from here.
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

-- Cancelling pays for nothing, whatever value came with it.
moves as (
    select
        customer_id,
        coalesce(reference_id, '(none)') as subscription_id,
        interaction_id,
        occurred_at,
        interaction_date,
        interaction_type <> 'subscription_cancelled' as is_payment,
        case when interaction_type <> 'subscription_cancelled' then cast(floor(value) as integer) end as paid_days
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and interaction_type in ('subscription_started', 'subscription_renewed', 'subscription_cancelled')
),

moves_in_order as (
    select
        *,
        lead(interaction_date) over in_order as next_moved_on,
        row_number() over in_order as move_number,
        sum(paid_days) over in_order as days_so_far
    from moves
    window
        in_order as (partition by customer_id, subscription_id order by occurred_at, interaction_id)
),

-- What is renewed early is added to the end of what runs; after a pause it counts from its own day.
moves_paid as (
    select
        *,
        {{ add_days(
            "max(" ~ add_days('interaction_date', 'paid_days - days_so_far') ~ ") over in_order", 'days_so_far'
        ) }} as paid_until
    from moves_in_order
    window
        in_order as (partition by customer_id, subscription_id order by move_number)
),

-- The day on whose evening it is over, unless something follows by then. A payment that does not say for how long
-- leaves the end unknown.
moves_ending as (
    select
        *,
        case
            when not is_payment then interaction_date
            when paid_days is not null
                then {{ add_days('paid_until', var('subscription_grace_days') | int) }}
        end as ends_on
    from moves_paid
),

moves_of_spans as (
    select
        *,
        coalesce(next_moved_on > ends_on, true) as is_last_of_span,
        coalesce(
            sum(case when next_moved_on > ends_on then 1 else 0 end) over (
                partition by customer_id, subscription_id
                order by move_number
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as ends_before
    from moves_ending
),

-- A cancellation of what is over, or never was, is in no span.
spans as (
    select
        customer_id,
        subscription_id,
        min(case when is_payment then interaction_date end) as valid_from,
        max(case when is_last_of_span then ends_on end) as ends_on,
        max(case when is_last_of_span and paid_days is not null then paid_until end) as paid_until,
        max(case when is_payment then interaction_date end) as last_paid_on,
        max(case when is_last_of_span and not is_payment then 1 else 0 end) as is_cancelled,
        sum(case when is_payment then 1 else 0 end) as payments
    from moves_of_spans
    group by
        customer_id,
        subscription_id,
        ends_before
    having max(case when is_payment then 1 else 0 end) = 1
),

final as (
    select
        spans.customer_id,
        spans.subscription_id,
        spans.valid_from,
        case when spans.ends_on <= bounds.as_of then spans.ends_on end as ended_on,
        case
            when spans.ends_on <= bounds.as_of
                then case when spans.is_cancelled = 1 then 'cancelled' else 'lapsed' end
            else 'active'
        end as subscription_state,
        spans.paid_until,
        spans.last_paid_on,
        spans.payments,
        row_number() over (
            partition by spans.customer_id, spans.subscription_id
            order by spans.valid_from
        ) as span_number
    from spans
    cross join bounds
)

select * from final
