-- Growth accounting: what ran stays or ends, what runs stayed, began or came back, and a month opens with what the one
-- before closed with. The last month closes with the subscriptions that are active, and all that began are there.
with months as (
    select
        *,
        lag(closing_subscriptions) over (order by month) as closing_before,
        lead(month) over (order by month) as next_month
    from {{ ref('retensi', 'subscriptions_by_month') }}
),

by_month as (
    select
        {{ month_of('started_on') }} as month,
        count(*) as started
    from {{ ref('retensi', 'subscriptions') }}
    group by {{ month_of('started_on') }}
),

active as (
    select count(*) as subscriptions
    from {{ ref('retensi', 'subscriptions') }}
    where subscription_state = 'active'
),

paid as (
    select sum(renewals + 1) as payments
    from {{ ref('retensi', 'subscriptions') }}
),

came_in as (
    select count(*) as payments
    from {{ ref('retensi', 'interactions') }}
    where
        customer_id is not null
        and interaction_type in ('subscription_started', 'subscription_renewed')
)

select
    months.month,
    months.opening_subscriptions,
    months.closing_before,
    months.closing_subscriptions,
    by_month.started,
    active.subscriptions as active_subscriptions,
    paid.payments,
    came_in.payments as payments_that_came_in
from months
cross join active
cross join paid
cross join came_in
left join by_month on months.month = by_month.month
where
    months.opening_subscriptions + months.started_subscriptions + months.reactivated_subscriptions
    <> months.closing_subscriptions + months.cancelled_subscriptions + months.lapsed_subscriptions
    or months.opening_subscriptions <> months.closing_before
    or months.churned_subscriptions > months.opening_subscriptions
    or months.started_subscriptions <> coalesce(by_month.started, 0)
    or (months.next_month is null and months.closing_subscriptions <> active.subscriptions)
    or coalesce(paid.payments, 0) <> came_in.payments
