-- There is one revenue. What the orders of a month brought is what its cohorts brought, plus the anonymous sales, plus
-- the credit notes of customers from before, or without, a first purchase; and it is what the KPIs say.
with orders as (
    select * from {{ ref('retensi', 'orders') }}
),

first_months as (
    select
        customer_id,
        {{ month_of('order_date') }} as first_month
    from orders
    where is_first_order
),

orders_with_kind as (
    select
        {{ month_of('orders.order_date') }} as month,
        orders.net_revenue,
        case
            when orders.customer_id is null then 'anonymous'
            when first_months.first_month is null then 'uncohorted'
            when first_months.first_month > {{ month_of('orders.order_date') }} then 'uncohorted'
            else 'cohort'
        end as kind
    from orders
    left join first_months
        on orders.customer_id = first_months.customer_id
),

orders_by_month as (
    select
        month,
        sum(net_revenue) as net_revenue,
        sum(net_revenue) filter (where kind = 'anonymous') as anonymous_net_revenue,
        sum(net_revenue) filter (where kind = 'uncohorted') as uncohorted_net_revenue
    from orders_with_kind
    group by month
),

months as (
    select
        month,
        row_number() over (order by month) as month_index
    from {{ ref('retensi', 'int_reporting_months') }}
),

cohorts_by_month as (
    select
        months.month,
        sum(cohorts.net_revenue) as cohort_net_revenue
    from {{ ref('retensi', 'cohort_retention_by_month') }} as cohorts
    inner join months as cohort_months
        on cohorts.cohort_month = cohort_months.month
    inner join months
        on cohort_months.month_index + cohorts.period_number = months.month_index
    group by months.month
),

kpis as (
    select * from {{ ref('retensi', 'kpis_by_month') }}
),

compared as (
    select
        coalesce(kpis.month, orders_by_month.month) as month,
        kpis.net_revenue as kpi_net_revenue,
        kpis.anonymous_net_revenue as kpi_anonymous_net_revenue,
        coalesce(orders_by_month.net_revenue, 0) as order_net_revenue,
        coalesce(orders_by_month.anonymous_net_revenue, 0) as anonymous_net_revenue,
        coalesce(orders_by_month.uncohorted_net_revenue, 0) as uncohorted_net_revenue,
        coalesce(cohorts_by_month.cohort_net_revenue, 0) as cohort_net_revenue
    from kpis
    full outer join orders_by_month
        on kpis.month = orders_by_month.month
    left join cohorts_by_month
        on coalesce(kpis.month, orders_by_month.month) = cohorts_by_month.month
)

select *
from compared
where
    kpi_net_revenue is null
    or kpi_net_revenue <> order_net_revenue
    or kpi_anonymous_net_revenue <> anonymous_net_revenue
    or order_net_revenue <> cohort_net_revenue + anonymous_net_revenue + uncohorted_net_revenue
