-- Purchase days expected of a customer who is alive, once per frequency and age, for each step of the horizon. The
-- paper's hypergeometric function is the mean of (1 - (1 + p u)^-(r + x)) / p over the probability of leaving p, beta
-- distributed with a and b + x, with u = horizon / (alpha + age). Computed in that form, which has no pole at a = 1, by
-- the trapezoidal rule over y, where p = 1 / (1 + exp(-s)) and s = centre + width * sinh(y): docs/customer_value.md.
-- Longer than other models, as it is one formula and no part of it has another reader.
with fits as (
    select * from {{ ref('retensi', 'int_clv_fits') }}
    where r is not null
),

customers as (
    select * from {{ ref('retensi', 'int_clv_customers') }}
    where fit <> 'year_ago'
),

steps as (
    select * from {{ ref('retensi', 'int_clv_steps') }}
),

pairs as (
    select
        fit,
        frequency,
        age_days,
        row_number() over (order by fit, frequency, age_days) as pair_number
    from customers
    group by
        fit,
        frequency,
        age_days
),

frequencies as (
    select distinct
        pairs.fit,
        pairs.frequency,
        fits.a,
        fits.b + pairs.frequency as stay
    from pairs
    inner join fits
        on pairs.fit = fits.fit
),

tenths as (
    {{ retensi.each_value(range(-140, 141), 'tenth') }}
),

grid as (
    select cast(tenth as {{ double_type() }}) / 10 as y
    from tenths
),

log_odds as (
    select
        frequencies.*,
        (exp(grid.y) + exp(-grid.y)) / 2 as density,
        ln((frequencies.a + 0.5) / (frequencies.stay + 0.5))
        + least(1, sqrt(1 / frequencies.a + 1 / frequencies.stay)) * (exp(grid.y) - exp(-grid.y)) / 2 as s
    from frequencies
    cross join grid
    where frequencies.a + frequencies.stay < 1e12
),

log_weights as (
    select
        *,
        a * s + ln(density) - (a + stay) * (greatest(s, 0) + {{ log1p('exp(greatest(-abs(s), -600))') }}) as log_weight
    from log_odds
),

relative as (
    select
        *,
        log_weight - max(log_weight) over (partition by fit, frequency) as relative_log_weight
    from log_weights
),

-- What weighs less than exp(-45) of the heaviest adds nothing to a double, and would underflow on some engines. Where
-- all leave with one probability, a + b being 10^12, it is the one node, and more than 0, for it is divided by.
nodes as (
    select
        fit,
        frequency,
        1 / (1 + exp(least(greatest(-s, -600), 600))) as leaving,
        exp(relative_log_weight) as weight
    from relative
    where relative_log_weight > -45
    union all
    select
        fit,
        frequency,
        greatest(a / (a + stay), cast('1e-100' as {{ double_type() }})) as leaving,
        1 as weight
    from frequencies
    where a + stay >= 1e12
),

weighted_nodes as (
    select
        *,
        weight / sum(weight) over (partition by fit, frequency) / leaving as weight_per_leaving
    from nodes
),

-- The exponent first, so that it is computed once and named once.
exponents as (
    select
        pairs.pair_number,
        steps.is_last,
        steps.discount,
        weighted_nodes.weight_per_leaving,
        -(fits.r + pairs.frequency)
        * {{ log1p('weighted_nodes.leaving * steps.horizon_days / (7 * fits.alpha + pairs.age_days)') }} as exponent
    from pairs
    inner join fits on pairs.fit = fits.fit
    inner join steps on pairs.fit = steps.fit
    inner join weighted_nodes
        on
            pairs.fit = weighted_nodes.fit
            and pairs.frequency = weighted_nodes.frequency
),

shares as (
    select
        pair_number,
        is_last,
        discount,
        weight_per_leaving * -({{ expm1('exponent') }}) as purchases
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
