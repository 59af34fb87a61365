-- The month that runs counts the leads who are unhappy now: the ones that `customers` names, whom somebody has to write
-- to.
with latest as (
    select max(month) as month
    from {{ ref('retensi', 'kpis_by_month') }}
),

counted as (
    select sum(kpis.leads_with_negative_feedback) as leads
    from {{ ref('retensi', 'kpis_by_month') }} as kpis
    inner join latest on kpis.month = latest.month
),

named as (
    select count(*) as leads
    from {{ ref('retensi', 'customers') }}
    where
        lifecycle_stage = 'lead'
        and risk_reasons like '%negative_feedback%'
)

select
    counted.leads as counted_leads,
    named.leads as named_leads
from counted
cross join named
where counted.leads <> named.leads
