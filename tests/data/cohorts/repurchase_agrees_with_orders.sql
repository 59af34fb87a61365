-- Recomputed from the orders, without the model: of the customers watched long enough, how many came back in time?
with second_orders as (
    select
        customer_id,
        order_date
    from {{ ref('retensi', 'orders') }}
    where order_number = 2
),

first_orders as (
    select
        orders.customer_id,
        {{ month_of('orders.order_date') }} as cohort_month,
        {{ days_between('orders.order_date', 'bounds.as_of') }} as days_observed,
        {{ days_between('orders.order_date', 'second_orders.order_date') }} as days_to_second_order
    from {{ ref('retensi', 'orders') }} as orders
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    left join second_orders
        on orders.customer_id = second_orders.customer_id
    where orders.is_first_order
),

expected as (
    {% for days in [30, 60, 90, 180, 365] %}
    select
        cohort_month,
        {{ days }} as within_days,
        count(*) as cohort_size,
        count(*) filter (where days_observed >= {{ days }}) as eligible_customers,
        count(*) filter (where days_observed >= {{ days }} and days_to_second_order <= {{ days }})
            as repurchased_customers
    from first_orders
    group by cohort_month
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

published as (
    select * from {{ ref('retensi', 'cohort_repurchase') }}
)

select
    coalesce(expected.cohort_month, published.cohort_month) as cohort_month,
    coalesce(expected.within_days, published.within_days) as within_days
from expected
full outer join published
    on
        expected.cohort_month = published.cohort_month
        and expected.within_days = published.within_days
where
    expected.cohort_month is null
    or published.cohort_month is null
    or expected.cohort_size <> published.cohort_size
    or expected.eligible_customers <> published.eligible_customers
    or expected.repurchased_customers <> published.repurchased_customers
