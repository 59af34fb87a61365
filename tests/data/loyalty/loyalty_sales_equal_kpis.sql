-- The shop's sales are the same wherever they are told, and members buy no more than everybody.
select
    coalesce(loyalty.month, kpis.month) as month,
    loyalty.purchases,
    kpis.purchases as kpi_purchases,
    loyalty.net_revenue,
    kpis.net_revenue as kpi_net_revenue
from {{ ref('retensi', 'loyalty_by_month') }} as loyalty
full outer join {{ ref('retensi', 'kpis_by_month') }} as kpis on loyalty.month = kpis.month
where
    loyalty.month is null
    or kpis.month is null
    or loyalty.purchases <> kpis.purchases
    or loyalty.buyers <> kpis.buyers
    or loyalty.net_revenue <> kpis.net_revenue
    or loyalty.member_purchases > loyalty.purchases
    or loyalty.member_buyers > loyalty.members
