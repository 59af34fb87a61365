-- Longer than other models: three models are compared with one another, in ten parts and in all.
with scores as (
    select
        *,
        (by_stage - is_lost) * (by_stage - is_lost) as error_by_stage,
        (by_bg_nbd - is_lost) * (by_bg_nbd - is_lost) as error_by_bg_nbd,
        (by_regression - is_lost) * (by_regression - is_lost) as error_by_regression
    from {{ ref('retensi', 'int_churn_scores') }}
    where fit = 'holdout'
),

notes as (
    select
        nullif(
            concat_ws(
                ' ',
                max(case when fit = 'holdout' and note is not null then concat('Backtest: ', note) end),
                max(case when fit = 'current' and note is not null then concat('Today: ', note) end)
            ),
            ''
        ) as note
    from {{ ref('retensi', 'int_churn_fits') }}
),

models as (
    {{ each_value(['stage', 'bg_nbd', 'regression'], 'risk_model') }}
),

-- Probabilities are ranked by what can be told apart, so that every engine ranks alike.
predicted as (
    {% for model in ['stage', 'bg_nbd', 'regression'] %}
    select
        '{{ model }}' as risk_model,
        by_{{ model }} as risk,
        cast(by_{{ model }} as decimal(18, 9)) as rounded,
        is_lost,
        error_by_{{ model }} as squared_error,
        error_by_stage - error_by_{{ model }} as gain_on_stage,
        error_by_bg_nbd - error_by_{{ model }} as gain_on_bg_nbd
    from scores
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

ranked as (
    select
        *,
        rank() over (partition by risk_model order by rounded desc) - 1 as number_higher,
        count(*) over (partition by risk_model) as customers
    from predicted
    where risk is not null
),

assigned as (
    select
        *,
        {{ value_decile('number_higher', 'customers') }} as decile
    from ranked
),

deciles as (
    select
        risk_model,
        decile,
        count(*) as customers,
        sum(risk) as expected_lost,
        sum(is_lost) as lost_customers,
        abs(sum(risk) - sum(is_lost)) as lost_apart,
        sum(squared_error) as squared_errors,
        sum(gain_on_stage) as gain_on_stage,
        sum(gain_on_stage * gain_on_stage) as squared_gain_on_stage,
        sum(gain_on_bg_nbd) as gain_on_bg_nbd,
        sum(gain_on_bg_nbd * gain_on_bg_nbd) as squared_gain_on_bg_nbd
    from assigned
    group by
        risk_model,
        decile
),

with_total as (
    select * from deciles
    union all
    select
        models.risk_model,
        0 as decile,
        coalesce(sum(deciles.customers), 0) as customers,
        {%- for figure in [
            'expected_lost', 'lost_customers', 'lost_apart', 'squared_errors', 'gain_on_stage', 'squared_gain_on_stage',
            'gain_on_bg_nbd'
        ] %}
        sum(deciles.{{ figure }}) as {{ figure }},
        {%- endfor %}
        sum(deciles.squared_gain_on_bg_nbd) as squared_gain_on_bg_nbd
    from models
    left join deciles on models.risk_model = deciles.risk_model
    group by models.risk_model
),

-- The lower end of the 95 % interval of a mean of differences, customer by customer.
compared as (
    select
        *,
        {%- for rival in ['stage', 'bg_nbd'] %}
        {%- set mean = safe_divide('gain_on_' ~ rival, 'customers') %}
        {{ mean }} - 1.96 * sqrt(
            greatest({{ safe_divide('squared_gain_on_' ~ rival, 'customers') }} - ({{ mean }}) * ({{ mean }}), 0)
            / nullif(customers, 0)
        ) as low_on_{{ rival }},
        {%- endfor %}
        {{ safe_divide('expected_lost', 'customers') }} as expected_lost_rate
    from with_total
),

wins as (
    select
        max(case when risk_model = 'bg_nbd' and low_on_stage > 0 then 1 else 0 end) = 1 as bg_nbd_wins,
        max(case when risk_model = 'regression' and low_on_stage > 0 then 1 else 0 end) = 1 as regression_wins,
        max(case when risk_model = 'regression' and low_on_bg_nbd > 0 then 1 else 0 end) = 1 as regression_beats_bg_nbd
    from compared
    where decile = 0
),

rivals as (
    select
        compared.*,
        case
            when compared.risk_model = 'regression' and wins.bg_nbd_wins then 'bg_nbd'
            when compared.risk_model <> 'stage' then 'stage'
        end as rival,
        case
            when wins.regression_wins and (wins.regression_beats_bg_nbd or not wins.bg_nbd_wins) then 'regression'
            when wins.bg_nbd_wins then 'bg_nbd'
            else 'stage'
        end as shown
    from compared
    cross join wins
),

final as (
    select
        rivals.risk_model,
        cast(rivals.decile as bigint) as decile,
        cast(rivals.customers as bigint) as customers,
        rivals.expected_lost,
        cast(coalesce(rivals.lost_customers, 0) as bigint) as lost_customers,
        rivals.expected_lost_rate,
        {{ safe_divide('rivals.lost_customers', 'rivals.customers') }} as lost_rate,
        {{ safe_divide('rivals.lost_apart', 'rivals.customers') }} as calibration_gap,
        {{ safe_divide('rivals.squared_errors', 'rivals.customers') }} as brier_score,
        rivals.rival,
        {{ safe_divide(
            "case rivals.rival when 'stage' then rivals.gain_on_stage when 'bg_nbd' then rivals.gain_on_bg_nbd end",
            'rivals.customers'
        ) }} as advantage,
        case rivals.rival when 'stage' then rivals.low_on_stage when 'bg_nbd' then rivals.low_on_bg_nbd end
            as advantage_low,
        rivals.risk_model = rivals.shown as is_shown,
        notes.note
    from rivals
    cross join notes
)

select * from final
