with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

people as (
    select * from {{ ref('retensi', 'int_campaign_groups') }}
),

groups as (
    select
        campaign_id,
        cast(count(*) filter (where not is_holdout) as bigint) as treated_people,
        cast(count(*) filter (where not is_holdout and has_bought) as bigint) as treated_buyers,
        cast(count(*) filter (where is_holdout) as bigint) as withheld_people,
        cast(count(*) filter (where is_holdout and has_bought) as bigint) as withheld_buyers,
        max(assigned_at) as last_assigned_at
    from people
    group by campaign_id
),

judged as (
    select
        groups.*,
        {{ hours_between(
            'groups.last_assigned_at', utc_of_local('cast(' ~ add_days('bounds.as_of', 1) ~ ' as timestamp)')
        ) }} >= {{ var('attribution_window_days') }} * 24 as is_window_over
    from groups
    cross join bounds
),

-- Before everybody's window is over, those who were assigned last have had less time to buy.
rated as (
    select
        *,
        case when is_window_over then {{ safe_divide('treated_buyers', 'treated_people') }} end as treated_buy_rate,
        case when is_window_over then {{ safe_divide('withheld_buyers', 'withheld_people') }} end as withheld_buy_rate,
        {{ wilson_bound('treated_buyers', 'treated_people', 'lower') }} as treated_low,
        {{ wilson_bound('treated_buyers', 'treated_people', 'upper') }} as treated_high,
        {{ wilson_bound('withheld_buyers', 'withheld_people', 'lower') }} as holdout_low,
        {{ wilson_bound('withheld_buyers', 'withheld_people', 'upper') }} as holdout_high
    from judged
),

-- Newcombe, R. G. (1998), Interval estimation for the difference between independent proportions: comparison of eleven
-- methods, Statistics in Medicine 17, 873-890, method 10: the score intervals of both rates, put together.
final as (
    select
        campaign_id,
        treated_people,
        treated_buyers,
        treated_buy_rate,
        withheld_people,
        withheld_buyers,
        withheld_buy_rate,
        treated_buy_rate - withheld_buy_rate as uplift,
        treated_buy_rate - withheld_buy_rate - sqrt(
            (treated_buy_rate - treated_low) * (treated_buy_rate - treated_low)
            + (holdout_high - withheld_buy_rate) * (holdout_high - withheld_buy_rate)
        ) as uplift_low,
        treated_buy_rate - withheld_buy_rate + sqrt(
            (treated_high - treated_buy_rate) * (treated_high - treated_buy_rate)
            + (withheld_buy_rate - holdout_low) * (withheld_buy_rate - holdout_low)
        ) as uplift_high,
        is_window_over
    from rated
)

select * from final
