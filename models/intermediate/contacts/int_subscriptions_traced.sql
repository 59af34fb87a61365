with moves as (
    select
        customer_id,
        reference_id,
        occurred_at,
        interaction_id,
        interaction_date,
        interaction_type = 'subscription_cancelled' as is_cancellation,
        -- Cancelling pays for nothing, whatever value came with it.
        case when interaction_type <> 'subscription_cancelled' then cast(floor(value) as integer) end as paid_days
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and interaction_type in ('subscription_started', 'subscription_renewed', 'subscription_cancelled')
),

in_order as (
    select
        *,
        row_number() over (
            partition by customer_id, reference_id
            order by occurred_at, interaction_id
        ) as move_number,
        coalesce(sum(paid_days) over (
            partition by customer_id, reference_id
            order by occurred_at, interaction_id
            rows between unbounded preceding and 1 preceding
        ), 0) as days_before
    from moves
),

-- What is renewed early is added to the end of what runs; after a pause it counts from its own day.
summed as (
    select
        customer_id,
        reference_id,
        max(
            case when paid_days is not null then {{ add_days('interaction_date', '-days_before') }} end
        ) as counted_from,
        sum(paid_days) as paid_days,
        max(case when not is_cancellation then interaction_date end) as paid_on,
        max(case when is_cancellation then move_number else 0 end) as last_cancellation,
        max(case when is_cancellation then 0 else move_number end) as last_payment,
        max(case when paid_days is not null and not is_cancellation then move_number end) as last_payment_with_days
    from in_order
    group by
        customer_id,
        reference_id
),

final as (
    select
        customer_id,
        reference_id,
        -- A start or renewal that does not say for how long leaves the end unknown.
        case when last_payment_with_days = last_payment then {{ add_days('counted_from', 'paid_days') }} end as ends_on,
        paid_on,
        last_cancellation > last_payment as is_cancelled
    from summed
)

select * from final
