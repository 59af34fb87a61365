-- Longer than other models, as each way is held against the same months, and the model against the better baseline.
with compared as (
    select * from {{ ref('retensi', 'int_revenue_compared') }}
    where
        fit = 'year_ago'
        and last_three_months is not null
),

by_way as (
    {% for way, column in [
        ('model', 'by_model'),
        ('same_month_last_year', 'same_month_last_year'),
        ('last_three_months', 'last_three_months'),
    ] %}
    select
        '{{ way }}' as forecast_by,
        months_ahead,
        month,
        actual_net_revenue,
        {{ column }} as expected_net_revenue,
        {% for bound in ['lower_net_revenue', 'upper_net_revenue'] -%}
        {{ bound if way == 'model' else 'cast(null as ' ~ double_type() ~ ')' }} as {{ bound }},
        {% endfor -%}
        cast(actual_net_revenue as {{ double_type() }}) as actual
    from compared
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

with_errors as (
    select
        *,
        expected_net_revenue - actual as error,
        abs(expected_net_revenue - actual) as absolute_error,
        case
            when lower_net_revenue is null then null
            when actual between lower_net_revenue and upper_net_revenue then 1
            else 0
        end as months_within_bounds
    from by_way
),

-- Only who has a figure for all twelve months is compared; of two equally good baselines that of the season counts.
ranked as (
    select
        forecast_by,
        row_number() over (order by avg(absolute_error), forecast_by desc) as place
    from with_errors
    where forecast_by <> 'model'
    group by forecast_by
    having count(expected_net_revenue) = 12
),

better_baseline as (
    select with_errors.*
    from with_errors
    inner join ranked on with_errors.forecast_by = ranked.forecast_by
    where ranked.place = 1
),

with_advantage as (
    select
        with_errors.*,
        case
            when with_errors.forecast_by = 'model' then better_baseline.absolute_error - with_errors.absolute_error
        end as advantage,
        better_baseline.forecast_by as better
    from with_errors
    inner join better_baseline on with_errors.months_ahead = better_baseline.months_ahead
),

-- Student's t: of 11 degrees of freedom 2.201 leaves a fortieth on either side.
totals as (
    select
        forecast_by,
        better,
        sum(actual_net_revenue) as actual_net_revenue,
        sum(expected_net_revenue) as expected_net_revenue,
        sum(error) as error,
        sum(absolute_error) as absolute_error,
        sum(months_within_bounds) as months_within_bounds,
        avg(advantage) as advantage,
        avg(advantage) - 2.201e0 * stddev_samp(advantage) / sqrt(12e0) as advantage_low,
        count(expected_net_revenue) = 12 as is_whole
    from with_advantage
    group by
        forecast_by,
        better
),

model_wins as (
    select coalesce(is_whole and advantage_low > 0, false) as model_wins
    from totals
    where forecast_by = 'model'
),

all_rows as (
    select
        forecast_by,
        months_ahead,
        month,
        actual_net_revenue,
        expected_net_revenue,
        lower_net_revenue,
        upper_net_revenue,
        error,
        absolute_error,
        months_within_bounds,
        advantage,
        cast(null as {{ double_type() }}) as advantage_low,
        better
    from with_advantage
    union all
    select
        forecast_by,
        cast(0 as bigint) as months_ahead,
        cast(null as date) as month,
        actual_net_revenue,
        {% for figure in ['expected_net_revenue', 'lower_net_revenue', 'upper_net_revenue', 'error', 'absolute_error',
                          'months_within_bounds', 'advantage', 'advantage_low'] -%}
        {% if figure in ['lower_net_revenue', 'upper_net_revenue'] -%}
        cast(null as {{ double_type() }}) as {{ figure }},
        {% else -%}
        case when is_whole then {{ figure }} end as {{ figure }},
        {% endif -%}
        {% endfor -%}
        better
    from totals
),

final as (
    select
        all_rows.forecast_by,
        all_rows.months_ahead,
        all_rows.month,
        cast(all_rows.actual_net_revenue as decimal(38, 4)) as actual_net_revenue,
        all_rows.expected_net_revenue,
        all_rows.lower_net_revenue,
        all_rows.upper_net_revenue,
        all_rows.error,
        all_rows.absolute_error,
        {{ safe_divide('all_rows.absolute_error', 'all_rows.actual_net_revenue') }} as absolute_error_rate,
        cast(all_rows.months_within_bounds as bigint) as months_within_bounds,
        all_rows.advantage,
        all_rows.advantage_low,
        case
            when model_wins.model_wins then all_rows.forecast_by = 'model'
            else all_rows.forecast_by = all_rows.better
        end as wins
    from all_rows
    cross join model_wins
)

select * from final
