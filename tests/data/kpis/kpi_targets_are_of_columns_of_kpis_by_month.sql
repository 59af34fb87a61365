-- A misspelt KPI would never be attained, and nobody would see why.
select
    kpi,
    month,
    value
from {{ ref('kpi_targets') }}
where
    kpi is null
    or kpi not in ('{{ kpi_names() | join("', '") }}')
    or month is null
    or value is null
