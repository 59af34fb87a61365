{{ config(meta={'dagster': {'ref': {'name': 'revenue_forecast_by_month', 'package': 'retensi'}}}) }}
-- A board adds up what a page shows: parts to the model, months to what the KPIs say of the same months.
with kpis as (
    select
        month,
        net_revenue
    from {{ ref('retensi', 'kpis_by_month') }}
    where is_complete
),

last_months as (
    select
        month,
        net_revenue,
        row_number() over (order by month desc) as months_ago
    from kpis
),

three_months as (
    select sum(net_revenue) / 3 as net_revenue
    from last_months
    where months_ago <= 3
),

backtest as (
    select * from {{ ref('retensi', 'revenue_forecast_backtest') }}
    where months_ahead > 0
)

select forecast.month
from {{ ref('retensi', 'revenue_forecast_by_month') }} as forecast
cross join three_months
where
    abs(
        forecast.known_customers_net_revenue
        + forecast.new_customers_net_revenue
        + forecast.anonymous_expected_net_revenue
        - forecast.model_net_revenue
    ) > 0.000001 * abs(forecast.model_net_revenue)
    or forecast.expected_net_revenue not between forecast.lower_net_revenue and forecast.upper_net_revenue
    or (forecast.expected_net_revenue is null and forecast.note is null)
    or abs(forecast.last_three_months_net_revenue - three_months.net_revenue) > 0.000001
union all
select backtest.month
from backtest
left join last_months
    on
        backtest.month = last_months.month
        and last_months.months_ago <= 12
where
    last_months.month is null
    or backtest.actual_net_revenue <> last_months.net_revenue
