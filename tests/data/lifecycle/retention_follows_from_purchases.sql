-- Retention recomputed from purchases alone, without stages: active is whoever bought within inactive_after_days, since
-- feedback never makes anybody inactive. A full join, so that a missing month is seen.
with months as (
    select
        month,
        month_end,
        {{ add_days('month', -1) }} as opening_day
    from {{ ref('retensi', 'int_reporting_months') }}
),

purchases as (
    select
        customer_id,
        order_date,
        min(order_date) over (partition by customer_id) as first_order_date
    from {{ ref('retensi', 'int_orders_identified') }}
    where
        treatment = 'purchase'
        and customer_id is not null
),

activity as (
    select
        months.month,
        months.month_end,
        purchases.customer_id,
        min(purchases.first_order_date) as first_order_date,
        max(
            case
                when
                    {{ days_between('purchases.order_date', 'months.opening_day') }}
                    between 0 and {{ var('inactive_after_days') }}
                    then 1
                else 0
            end
        ) as was_active,
        max(
            case
                when
                    {{ days_between('purchases.order_date', 'months.month_end') }}
                    <= {{ var('inactive_after_days') }}
                    then 1
                else 0
            end
        ) as is_active
    from months
    inner join purchases
        on
            months.month_end >= purchases.order_date
            and {{ add_days('months.month', -1 - var('inactive_after_days') | int) }} <= purchases.order_date
    group by
        months.month,
        months.month_end,
        purchases.customer_id
),

expected as (
    select
        months.month,
        coalesce(sum(activity.was_active), 0) as opening_customers,
        coalesce(sum(activity.was_active * activity.is_active), 0) as retained_customers,
        coalesce(sum(activity.is_active), 0) as closing_customers,
        coalesce(
            sum(case when activity.first_order_date >= months.month then activity.is_active else 0 end), 0
        ) as new_customers,
        coalesce(
            sum(
                case
                    when activity.first_order_date < months.month then activity.is_active * (1 - activity.was_active)
                    else 0
                end
            ), 0
        ) as reactivated_customers
    from months
    left join activity
        on months.month = activity.month
    group by months.month
)

select
    expected.*,
    retention.month as reported_month,
    retention.opening_customers as reported_opening_customers,
    retention.retained_customers as reported_retained_customers,
    retention.closing_customers as reported_closing_customers,
    retention.new_customers as reported_new_customers,
    retention.reactivated_customers as reported_reactivated_customers
from expected
full outer join {{ ref('retensi', 'retention_by_month') }} as retention
    on expected.month = retention.month
where
    expected.opening_customers is distinct from retention.opening_customers
    or expected.retained_customers is distinct from retention.retained_customers
    or expected.closing_customers is distinct from retention.closing_customers
    or expected.new_customers is distinct from retention.new_customers
    or expected.reactivated_customers is distinct from retention.reactivated_customers
