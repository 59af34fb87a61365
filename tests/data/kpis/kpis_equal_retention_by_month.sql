-- The retention and churn that management sees with the KPIs are those of the lifecycle marts.
{%- set measures = [
    'opening_customers', 'retained_customers', 'lapsed_customers', 'new_customers', 'reactivated_customers',
    'closing_customers', 'retention_rate', 'churn_rate', 'is_warming_up',
    'is_complete',
] %}
select coalesce(kpis.month, retention.month) as month
from {{ ref('retensi', 'kpis_by_month') }} as kpis
full outer join {{ ref('retensi', 'retention_by_month') }} as retention
    on kpis.month = retention.month
where
    kpis.month is null
    or retention.month is null
    {% for measure in measures %}
    or kpis.{{ measure }} is distinct from retention.{{ measure }}
    {% endfor %}
