-- A month in which nothing was sold is a row with zeros, not a hole in the chart.
select coalesce(months.month, kpis.month) as month
from {{ ref('retensi', 'int_reporting_months') }} as months
full outer join {{ ref('retensi', 'kpis_by_month') }} as kpis
    on months.month = kpis.month
where
    months.month is null
    or kpis.month is null
