{{ config(meta={'dagster': {'ref': {'name': 'kpis_by_month', 'package': 'retensi'}}}) }}
-- The KPI is the mean of what the customers are predicted to bring; recomputed from the customers mart.
with expected as (
    select
        {{ month_of(local_date('first_order_at')) }} as month,
        sum(predicted_clv) as predicted_clv_sum,
        sum(predicted_clv) / count(*) as predicted_clv
    from {{ ref('retensi', 'customers') }}
    where order_count > 0
    group by {{ month_of(local_date('first_order_at')) }}
),

kpis as (
    select * from {{ ref('retensi', 'kpis_by_month') }}
)

select kpis.month
from kpis
left join expected
    on kpis.month = expected.month
where
    (kpis.predicted_clv is null) <> (expected.predicted_clv is null)
    or abs(kpis.predicted_clv - expected.predicted_clv) > 0.000000001 * abs(expected.predicted_clv)
    or abs(kpis.predicted_clv_sum - expected.predicted_clv_sum) > 0.000000001 * abs(expected.predicted_clv_sum)
