-- One step after the other: who is in which group of a campaign, who bought in time, and what that says of it.
with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where campaign_id is not null
),

controlled_campaigns as (
    select distinct campaign_id
    from interactions
    where interaction_type = 'campaign_withheld'
),

assignments as (
    select
        interactions.campaign_id,
        interactions.person_id,
        interactions.interaction_type = 'campaign_withheld' as is_holdout,
        interactions.occurred_at as assigned_at,
        row_number() over (
            partition by interactions.campaign_id, interactions.person_id
            order by interactions.occurred_at, interactions.interaction_id
        ) as assignment_number
    from interactions
    inner join controlled_campaigns on interactions.campaign_id = controlled_campaigns.campaign_id
    where
        interactions.direction = 'out'
        and interactions.interaction_group in ('reach', 'message', 'offer')
),

timeline as (
    select
        person_id,
        assigned_at as happens_at,
        1 as place_in_second,
        campaign_id,
        is_holdout,
        cast(null as timestamp) as ordered_at
    from assignments
    where assignment_number = 1
    union all
    select
        customer_id as person_id,
        ordered_at as happens_at,
        2 as place_in_second,
        cast(null as {{ dbt.type_string() }}) as campaign_id,
        cast(null as boolean) as is_holdout,
        ordered_at
    from {{ ref('retensi', 'int_orders_sequenced') }}
    where
        treatment = 'purchase'
        and customer_id is not null
),

with_next_purchase as (
    select
        *,
        min(ordered_at) over (
            partition by person_id
            order by happens_at, place_in_second
            rows between current row and unbounded following
        ) as next_ordered_at
    from timeline
),

people as (
    select
        campaign_id,
        is_holdout,
        happens_at as assigned_at,
        coalesce(
            {{ hours_between('happens_at', 'next_ordered_at') }} < {{ var('attribution_window_days') }} * 24, false
        ) as has_bought
    from with_next_purchase
    where campaign_id is not null
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
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
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
