-- Each month is set beside the right ones: looked up by its date instead of by its place, and added up anew.
with revenue as (
    select
        month,
        is_complete,
        cast(net_revenue as {{ double_type() }}) as net_revenue
    from {{ ref('retensi', 'kpis_by_month') }}
),

expected as (
    select
        revenue.month,
        max(revenue.net_revenue) as value,
        max(case when earlier.month = {{ add_months('revenue.month', -1) }} then earlier.net_revenue end)
            as value_month_before,
        max(case when earlier.month = {{ add_months('revenue.month', -12) }} then earlier.net_revenue end)
            as value_year_before,
        case
            when count(*) >= 12
                then sum(case when earlier.month > {{ add_months('revenue.month', -12) }} then earlier.net_revenue end)
        end as over_12_months
    from revenue
    inner join revenue as earlier on revenue.month >= earlier.month
    group by revenue.month
),

comparisons as (
    select * from {{ ref('retensi', 'kpi_comparisons_by_month') }}
    where kpi = 'net_revenue'
)

select coalesce(expected.month, comparisons.month) as month
from expected
full outer join comparisons on expected.month = comparisons.month
where
    expected.month is null
    or comparisons.month is null
    {%- for column in ['value', 'value_month_before', 'value_year_before', 'over_12_months'] %}
    or (expected.{{ column }} is null) <> (comparisons.{{ column }} is null)
    or abs(expected.{{ column }} - comparisons.{{ column }}) > 1e-9 * abs(expected.{{ column }})
    {%- endfor %}
