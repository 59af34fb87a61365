with compared as (
    select * from {{ ref('retensi', 'int_revenue_compared') }}
    where fit = 'current'
),

fits as (
    select * from {{ ref('retensi', 'int_clv_fits') }}
    where fit = 'current'
),

backtest as (
    select * from {{ ref('retensi', 'revenue_forecast_backtest') }}
    where
        wins
        and months_ahead > 0
),

-- Nine of ten errors lie within 1.645 times their root of the mean square, if they are spread as chance spreads them.
shown as (
    select
        min(forecast_by) as forecast_by,
        1.645e0 * sqrt(avg(error * error)) as usual_error
    from backtest
),

with_way as (
    select
        compared.*,
        shown.usual_error,
        shown.forecast_by is not null as is_tested,
        case when compared.last_three_months is not null then coalesce(shown.forecast_by, 'last_three_months') end
            as forecast_by
    from compared
    cross join shown
),

with_figure as (
    select
        *,
        case forecast_by
            when 'model' then by_model
            when 'same_month_last_year' then same_month_last_year
            when 'last_three_months' then last_three_months
        end as expected_net_revenue
    from with_way
),

final as (
    select
        with_figure.month,
        with_figure.months_ahead,
        with_figure.forecast_by,
        with_figure.is_tested,
        with_figure.expected_net_revenue,
        case
            when with_figure.forecast_by = 'model' then with_figure.lower_net_revenue
            else with_figure.expected_net_revenue - with_figure.usual_error
        end as lower_net_revenue,
        case
            when with_figure.forecast_by = 'model' then with_figure.upper_net_revenue
            else with_figure.expected_net_revenue + with_figure.usual_error
        end as upper_net_revenue,
        with_figure.known_net_revenue as known_customers_net_revenue,
        with_figure.new_net_revenue as new_customers_net_revenue,
        with_figure.anonymous_net_revenue as anonymous_expected_net_revenue,
        with_figure.by_model as model_net_revenue,
        with_figure.same_month_last_year as same_month_last_year_net_revenue,
        with_figure.last_three_months as last_three_months_net_revenue,
        case
            when with_figure.forecast_by is null then 'No forecast: three months of sales must be over.'
            when with_figure.by_model is null and not fits.converged then fits.note
            when with_figure.by_model is null
                then 'The model has not looked at this month yet: run `retensi fit-clv`.'
            when not with_figure.is_tested then 'Not tested yet: fifteen months of sales must be over.'
        end as note
    from with_figure
    cross join fits
)

select * from final
