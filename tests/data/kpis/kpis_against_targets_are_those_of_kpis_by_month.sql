-- What is set against a target is what everybody else reads.
select
    targets.kpi,
    targets.month,
    targets.actual,
    kpis.net_revenue
from {{ ref('retensi', 'kpis_against_targets') }} as targets
left join {{ ref('retensi', 'kpis_by_month') }} as kpis on targets.month = kpis.month
where
    targets.kpi = 'net_revenue'
    and (
        targets.actual is distinct from cast(kpis.net_revenue as {{ double_type() }})
        or targets.is_complete <> coalesce(kpis.is_complete, false)
    )
