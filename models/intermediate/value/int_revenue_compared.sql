-- What three ways say of a month: longer than other models, as no step has another reader.
with fit_days as (
    select
        fit,
        fit_day,
        -- The first month that is not over on the day.
        {{ month_of(add_days('fit_day', 1)) }} as first_month_open
    from {{ ref('retensi', 'int_clv_fit_days') }}
    where fit in ('current', 'year_ago')
),

months as (
    select * from {{ ref('retensi', 'int_revenue_months') }}
),

forecasts as (
    select * from {{ ref('retensi', 'int_revenue_forecasts') }}
),

twelve as (
    {{ retensi.each_value(range(1, 13), 'number') }}
),

months_ahead as (
    select
        fit_days.*,
        cast(twelve.number as bigint) as months_ahead,
        {{ add_months(month_of('fit_days.fit_day'), 'cast(twelve.number as int)') }} as month
    from fit_days
    cross join twelve
),

-- The same month of last year may still run; then it is that of the year before.
same_months as (
    select
        *,
        {{ add_months('first_month_open', -3) }} as recent_from,
        case
            when {{ add_months('month', -12) }} < first_month_open then {{ add_months('month', -12) }}
            else {{ add_months('month', -24) }}
        end as same_month
    from months_ahead
),

baselines as (
    select
        same_months.fit,
        same_months.month,
        same_months.months_ahead,
        sum(case when months.month = same_months.month then months.net_revenue end) as actual_net_revenue,
        sum(case when months.month = same_months.same_month then months.net_revenue end) as same_month_last_year,
        count(
            case when months.month >= same_months.recent_from and months.month < same_months.first_month_open then 1 end
        ) as recent_months,
        sum(
            case
                when months.month >= same_months.recent_from and months.month < same_months.first_month_open
                    then months.net_revenue
            end
        ) as recent_net_revenue
    from same_months
    inner join months on same_months.month >= months.month
    group by
        same_months.fit,
        same_months.month,
        same_months.months_ahead
),

final as (
    select
        baselines.fit,
        baselines.months_ahead,
        baselines.month,
        cast(baselines.actual_net_revenue as decimal(38, 4)) as actual_net_revenue,
        forecasts.known_net_revenue,
        forecasts.new_net_revenue,
        forecasts.anonymous_net_revenue,
        forecasts.known_net_revenue + forecasts.new_net_revenue + forecasts.anonymous_net_revenue
            as by_model,
        forecasts.lower_net_revenue,
        forecasts.upper_net_revenue,
        cast(baselines.same_month_last_year as {{ double_type() }}) as same_month_last_year,
        case when baselines.recent_months = 3 then {{ safe_divide('baselines.recent_net_revenue', 3) }} end
            as last_three_months
    from baselines
    left join forecasts
        on
            baselines.fit = forecasts.fit
            and baselines.month = forecasts.month
)

select * from final
