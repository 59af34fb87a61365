-- Nodes y = -14, -13.9, ... 14 of the trapezoidal rule that averages over the probability of leaving; how they are
-- placed says int_clv_expected_purchases. Where all leave with one probability, a + b being 10^12, it is the one node.
with fits as (
    select * from {{ ref('retensi', 'int_clv_fits') }}
    where r is not null
),

histories as (
    select * from {{ ref('retensi', 'int_clv_histories') }}
),

digits_as_text as (
    {{ retensi.each_value(range(10), 'digit') }}
),

digits as (
    select cast(digit as {{ double_type() }}) as digit
    from digits_as_text
),

grid as (
    select (100 * hundreds.digit + 10 * tens.digit + ones.digit - 140) / 10 as y
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    where 100 * hundreds.digit + 10 * tens.digit + ones.digit <= 280
),

frequencies as (
    select distinct
        histories.fit,
        histories.frequency,
        fits.a,
        fits.b + histories.frequency as stay
    from histories
    inner join fits
        on histories.fit = fits.fit
),

one_probability as (
    select
        fit,
        frequency,
        -- Nobody leaves where a is 0; what is divided by must be more.
        greatest(a / (a + stay), cast('1e-100' as {{ double_type() }})) as leaving,
        cast(1 as {{ double_type() }}) as weight
    from frequencies
    where a + stay >= 1e12
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

-- What weighs less than exp(-45) of the heaviest adds nothing to a double, and would underflow on some engines.
relative as (
    select
        *,
        log_weight - max(log_weight) over (partition by fit, frequency) as relative_log_weight
    from log_weights
),

weighted as (
    select
        *,
        exp(relative_log_weight) as weight
    from relative
    where relative_log_weight > -45
),

final as (
    select
        fit,
        frequency,
        1 / (1 + exp(least(greatest(-s, -600), 600))) as leaving,
        weight / sum(weight) over (partition by fit, frequency) as weight
    from weighted
    union all
    select
        fit,
        frequency,
        leaving,
        weight
    from one_probability
)

select * from final
