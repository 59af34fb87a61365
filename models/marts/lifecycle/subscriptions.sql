with bounds as (
    select {{ add_days('known.as_of', 1) }} as day_after from {{ ref('retensi', 'int_as_of') }} as known
),

spans as (
    select
        *,
        row_number() over (partition by customer_id, subscription_id order by span_number desc) as newest_first
    from {{ ref('retensi', 'int_subscription_spans') }}
),

-- The day of the end is no day with the subscription any more; `as_of` is one.
summed as (
    select
        spans.customer_id,
        spans.subscription_id,
        min(spans.valid_from) as started_on,
        max(spans.last_paid_on) as last_paid_on,
        max(case when spans.newest_first = 1 then spans.paid_until end) as paid_until,
        max(case when spans.newest_first = 1 then spans.ended_on end) as ended_on,
        max(case when spans.newest_first = 1 then spans.subscription_state end) as subscription_state,
        cast(sum(spans.payments) - 1 as bigint) as renewals,
        cast(count(*) - 1 as bigint) as times_reactivated,
        cast(sum({{ days_between('spans.valid_from', 'coalesce(spans.ended_on, bounds.day_after)') }}) as bigint)
            as days_subscribed
    from spans
    cross join bounds
    group by
        spans.customer_id,
        spans.subscription_id
)

select {{ contracted_columns() }} from summed
