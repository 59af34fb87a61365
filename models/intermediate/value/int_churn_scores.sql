{%- set covariates = churn_covariates() %}
-- Three answers to one question, and why the regression gives its own. Longer than other models, as no step has another
-- reader.
with covariates as (
    select * from {{ ref('retensi', 'int_churn_covariates') }}
),

terms as (
    select * from {{ ref('retensi', 'int_churn_fits') }}
),

fits as (
    select
        fit,
        {% for covariate in covariates -%}
        max(case when term = '{{ covariate }}' then mean end) as {{ covariate }}_mean,
        max(case when term = '{{ covariate }}' then coefficient / scale end) as {{ covariate }}_weight,
        {% endfor -%}
        max(case when term = 'intercept' then coefficient end) as intercept
    from terms
    group by fit
),

-- The plain stage: who was in it when the fit learned, and how many of them did not buy.
stages as (
    select
        teaches as fit,
        lifecycle_stage,
        {{ safe_divide('sum(is_lost)', 'count(*)') }} as lost_rate
    from covariates
    where teaches is not null
    group by
        teaches,
        lifecycle_stage
),

everybody as (
    select
        teaches as fit,
        {{ safe_divide('sum(is_lost)', 'count(*)') }} as lost_rate
    from covariates
    where teaches is not null
    group by teaches
),

-- What is not known of a customer counts as the mean. The parts add up to the log odds, less the intercept.
weighed as (
    select
        covariates.scored_by as fit,
        covariates.customer_id,
        covariates.is_lost,
        covariates.frequency,
        covariates.recency_days / cast(7 as {{ double_type() }}) as recency,
        covariates.age_days / cast(7 as {{ double_type() }}) as age,
        {% for covariate in covariates -%}
        coalesce((covariates.{{ covariate }} - fits.{{ covariate }}_mean) * fits.{{ covariate }}_weight, 0)
            as {{ covariate }}_part,
        covariates.{{ covariate }} > fits.{{ covariate }}_mean as is_{{ covariate }}_above,
        {% endfor -%}
        case when fits.intercept is not null then coalesce(stages.lost_rate, everybody.lost_rate) end as by_stage,
        -- Where the regression has no fit, none of the three answers.
        case when fits.intercept is not null then rates.r end as r,
        rates.alpha,
        rates.a,
        rates.b,
        fits.intercept
    from covariates
    inner join fits on covariates.scored_by = fits.fit
    left join everybody on covariates.scored_by = everybody.fit
    left join stages
        on
            covariates.scored_by = stages.fit
            and covariates.lifecycle_stage = stages.lifecycle_stage
    -- A fit of customer value that knows days it would have to predict is no rival.
    left join {{ ref('retensi', 'int_clv_fits') }} as rates
        on
            covariates.scored_by = rates.fit
            and covariates.seen_on >= rates.fitted_as_of
),

reasons as (
    {% for covariate, (above, below) in covariates.items() %}
    select
        fit,
        customer_id,
        case when is_{{ covariate }}_above then '{{ above }}' else '{{ below }}' end as reason,
        cast({{ covariate }}_part as decimal(18, 9)) as part,
        {{ loop.index }} as place
    from weighed
    where fit = 'current' and {{ covariate }}_part > 0
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

reasons_ranked as (
    select
        *,
        row_number() over (partition by customer_id order by part desc, place asc) as largest_first
    from reasons
),

words as (
    select * from {{ ref('reason_words') }}
    where wording = 'churn'
),

reasons_told as (
    select
        {%- for told, column, separator in [
            ('reasons', 'reasons_ranked.reason', ','),
            ('reason_names', 'words.english', ', '),
            ('reason_names_id', 'words.indonesian', ', ')
        ] %}
        concat_ws(
            '{{ separator }}',
            {%- for place in [1, 2, 3] %}
            max(
                case when reasons_ranked.largest_first = {{ place }} then {{ column }} end
            ){% if not loop.last %},{% endif %}
            {%- endfor %}
        ) as {{ told }},
        {%- endfor %}
        reasons_ranked.fit,
        reasons_ranked.customer_id
    from reasons_ranked
    left join words on reasons_ranked.reason = words.reason
    where reasons_ranked.largest_first <= 3
    group by
        reasons_ranked.fit,
        reasons_ranked.customer_id
),

with_alive as (
    select
        *,
        intercept
        {%- for covariate in covariates %}
        + {{ covariate }}_part
        {%- endfor %} as log_odds,
        {{ probability_alive() }} as probability_alive
    from weighed
),

final as (
    select
        with_alive.fit,
        with_alive.customer_id,
        with_alive.is_lost,
        with_alive.by_stage,
        1 - with_alive.probability_alive * (
            1 - exp(greatest(
                -(with_alive.r + with_alive.frequency)
                * {{ log1p((var('churn_risk_days') | int) ~ ' / (7 * (with_alive.alpha + with_alive.age))') }},
                -600
            ))
        ) as by_bg_nbd,
        -- Of a null the smaller of two is the other.
        case
            when with_alive.log_odds is not null
                then 1 / (1 + exp(greatest(-600, least(600, -with_alive.log_odds))))
        end as by_regression,
        reasons_told.reasons,
        reasons_told.reason_names,
        reasons_told.reason_names_id
    from with_alive
    left join reasons_told
        on
            with_alive.customer_id = reasons_told.customer_id
            and with_alive.fit = reasons_told.fit
)

select * from final
