{{ config(meta={'dagster': {'ref': {'name': 'int_comparison_months', 'package': 'retensi'}}}) }}
-- Who returned is counted again from the orders themselves, day by day after each month's end; an order is neither lost
-- between two landmarks nor counted for somebody who was not yet there.
with expected as (
    select
        months.month,
        count(distinct case when orders.treatment = 'purchase' then orders.customer_id end) as returned_customers,
        sum(orders.net_revenue) as net_revenue_after
    from {{ ref('retensi', 'int_reporting_months') }} as months
    inner join {{ ref('retensi', 'orders') }} as orders
        on
            months.month_end < orders.order_date
            and {{ retensi.add_days('months.month_end', 90) }} >= orders.order_date
            and orders.customer_id is not null
    inner join {{ ref('retensi', 'int_customers_known') }} as customers
        on
            orders.customer_id = customers.customer_id
            and months.month_end >= customers.known_since
    group by months.month
),

found as (
    select
        month,
        sum(returned_customers) as returned_customers,
        sum(net_revenue_after) as net_revenue_after
    from {{ ref('retensi', 'int_comparison_months') }}
    group by month
)

select
    found.month,
    found.returned_customers,
    expected.returned_customers as expected_customers
from found
left join expected
    on found.month = expected.month
where
    found.returned_customers <> coalesce(expected.returned_customers, 0)
    or found.net_revenue_after <> coalesce(expected.net_revenue_after, 0)
