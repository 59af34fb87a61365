-- Purchase days expected of a customer who is alive, once per frequency and age, for each step of the horizon. The
-- paper's hypergeometric function is the mean of (1 - (1 + p u)^-(r + x)) / p over the probability of leaving p, beta
-- distributed with a and b + x, with u = horizon / (alpha + age). Computed in that form, which has no pole at a = 1, by
-- the trapezoidal rule over y, where p = 1 / (1 + exp(-s)) and s = centre + width * sinh(y): docs/customer_value.md.
with fits as (
    select * from {{ ref('retensi', 'int_clv_fits') }}
    where r is not null
),

steps as (
    select * from {{ ref('retensi', 'int_clv_steps') }}
),

histories as (
    select * from {{ ref('retensi', 'int_clv_histories') }}
),

nodes as (
    select * from {{ ref('retensi', 'int_clv_nodes') }}
),

distinct_pairs as (
    select distinct
        fit,
        frequency,
        age_days
    from histories
),

pairs as (
    select
        distinct_pairs.*,
        row_number() over (
            order by distinct_pairs.fit, distinct_pairs.frequency, distinct_pairs.age_days
        ) as pair_number,
        fits.r + distinct_pairs.frequency as power,
        fits.alpha + distinct_pairs.age_days / cast(7 as {{ double_type() }}) as weeks
    from distinct_pairs
    inner join fits
        on distinct_pairs.fit = fits.fit
),

pairs_by_step as (
    select
        pairs.*,
        steps.is_last,
        steps.discount,
        steps.horizon_days / cast(7 as {{ double_type() }}) / pairs.weeks as look_ahead
    from pairs
    inner join steps
        on pairs.fit = steps.fit
),

-- The exponent first, so that it is computed once and named once.
exponents as (
    select
        pairs_by_step.pair_number,
        pairs_by_step.is_last,
        pairs_by_step.discount,
        nodes.weight / nodes.leaving as weight,
        -pairs_by_step.power * {{ log1p('nodes.leaving * pairs_by_step.look_ahead') }} as exponent
    from pairs_by_step
    inner join nodes
        on
            pairs_by_step.fit = nodes.fit
            and pairs_by_step.frequency = nodes.frequency
),

shares as (
    select
        pair_number,
        is_last,
        discount,
        weight * -({{ expm1('exponent') }}) as purchases
    from exponents
),

averaged as (
    select
        pair_number,
        sum(case when is_last then purchases else 0 end) as purchases_if_alive,
        sum(purchases * discount) as discounted_purchases_if_alive
    from shares
    group by pair_number
),

final as (
    select
        pairs.fit,
        pairs.frequency,
        pairs.age_days,
        averaged.purchases_if_alive,
        averaged.discounted_purchases_if_alive
    from pairs
    inner join averaged
        on pairs.pair_number = averaged.pair_number
)

select * from final
