-- The customers marked as the best tenth are as many, and worth as much, as the best tenth of the latest
-- month in the KPIs.
with customers as (
    select
        count(*) as top_decile_customers,
        coalesce(sum(net_revenue), 0) as top_decile_net_revenue
    from {{ ref('retensi', 'customers') }}
    where is_top_decile
),

latest_month as (
    select max(month) as month
    from {{ ref('retensi', 'int_reporting_months') }}
),

kpis as (
    select
        kpis_by_month.top_decile_customers,
        kpis_by_month.top_decile_net_revenue
    from {{ ref('retensi', 'kpis_by_month') }} as kpis_by_month
    inner join latest_month
        on kpis_by_month.month = latest_month.month
)

select
    customers.top_decile_customers as customers_marked,
    kpis.top_decile_customers as customers_in_kpis,
    customers.top_decile_net_revenue as net_revenue_marked,
    kpis.top_decile_net_revenue as net_revenue_in_kpis
from customers
cross join kpis
where
    customers.top_decile_customers <> kpis.top_decile_customers
    or customers.top_decile_net_revenue <> kpis.top_decile_net_revenue
