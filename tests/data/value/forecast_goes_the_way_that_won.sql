{{ config(meta={'dagster': {'ref': {'name': 'revenue_forecast_by_month', 'package': 'retensi'}}}) }}
-- A model that lost must not be shown, and what is shown must be what was tested: one way wins, by errors added here.
with by_way as (
    select
        forecast_by,
        sum(absolute_error) as absolute_error,
        count(expected_net_revenue) as months,
        count(*) as all_months,
        count(case when wins then 1 end) as months_won
    from {{ ref('retensi', 'revenue_forecast_backtest') }}
    where months_ahead > 0
    group by forecast_by
),

winner as (
    select *
    from by_way
    where months_won > 0
),

totals as (
    select * from {{ ref('retensi', 'revenue_forecast_backtest') }}
    where months_ahead = 0
),

wrong as (
    select winner.forecast_by
    from winner
    inner join by_way as other_way
        on winner.forecast_by <> other_way.forecast_by
    where
        winner.months < 12
        or winner.all_months <> 12
        or winner.months_won <> 12
        or other_way.months_won > 0
        or (
            other_way.months = 12
            and other_way.forecast_by <> 'model'
            and other_way.absolute_error < 0.999999999 * winner.absolute_error
        )
    union all
    select totals.forecast_by
    from totals
    inner join by_way on totals.forecast_by = by_way.forecast_by
    where
        (totals.forecast_by = 'model' and totals.wins <> coalesce(totals.advantage_low > 0, false))
        or abs(totals.absolute_error - by_way.absolute_error) > 0.000000001 * by_way.absolute_error
    union all
    select coalesce(forecast.forecast_by, 'none') as forecast_by
    from {{ ref('retensi', 'revenue_forecast_by_month') }} as forecast
    left join winner on forecast.forecast_by = winner.forecast_by
    where forecast.is_tested <> (winner.forecast_by is not null)
)

select * from wrong
