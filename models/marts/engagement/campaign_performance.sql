with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

presence as (
    select
        coalesce(bool_or(is_present) filter (where input = 'interactions'), false) as has_interactions,
        coalesce(bool_or(is_present) filter (where input = 'marketing_spend'), false) as has_marketing_spend
    from {{ ref('retensi', 'input_presence') }}
),

people as (
    select * from {{ ref('retensi', 'int_campaign_people') }}
),

sales as (
    select * from {{ ref('retensi', 'int_campaign_sales') }}
),

uplift as (
    select * from {{ ref('retensi', 'int_campaign_uplift') }}
),

spend as (
    select * from {{ ref('retensi', 'int_campaign_spend') }}
),

campaigns as (
    select campaign_id from people
    union
    select campaign_id from uplift
    union
    select campaign_id from spend
),

measured as (
    select
        campaigns.campaign_id,
        people.first_touched_at,
        people.last_touched_at,
        coalesce(people.reached_people, 0) as reached_people,
        {%- for column in ['opened_people', 'clicked_people', 'redeemed_people', 'redemptions'] %}
        case when presence.has_interactions then coalesce(people.{{ column }}, 0) end as {{ column }},
        {%- endfor %}
        {%- for column in ['buyers', 'purchases', 'last_touch_purchases', 'first_touch_purchases'] %}
        coalesce(sales.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        cast(coalesce(sales.linear_purchases, 0) as {{ double_type() }}) as linear_purchases,
        {%- for column in ['last_touch_revenue', 'first_touch_revenue', 'linear_revenue'] %}
        cast(coalesce(sales.{{ column }}, 0) as decimal(38, 4)) as {{ column }},
        {%- endfor %}
        cast(case when presence.has_marketing_spend then coalesce(spend.marketing_spend, 0) end as decimal(38, 4))
            as marketing_spend,
        uplift.treated_people,
        uplift.treated_buyers,
        uplift.treated_buy_rate,
        uplift.withheld_people,
        uplift.withheld_buyers,
        uplift.withheld_buy_rate,
        uplift.uplift,
        uplift.uplift_low,
        uplift.uplift_high,
        coalesce(uplift.is_window_over, true) and coalesce(
            {{ hours_between(
                'people.last_touched_at', utc_of_local('cast(' ~ add_days('bounds.as_of', 1) ~ ' as timestamp)')
            ) }} >= {{ var('attribution_window_days') }} * 24, true
        ) as is_complete
    from campaigns
    cross join bounds
    cross join presence
    left join people on campaigns.campaign_id = people.campaign_id
    left join sales on campaigns.campaign_id = sales.campaign_id
    left join uplift on campaigns.campaign_id = uplift.campaign_id
    left join spend on campaigns.campaign_id = spend.campaign_id
),

final as (
    select
        campaign_id,
        first_touched_at,
        last_touched_at,
        reached_people,
        opened_people,
        clicked_people,
        redeemed_people,
        redemptions,
        buyers,
        {{ safe_divide('opened_people', 'reached_people') }} as open_rate,
        {{ safe_divide('clicked_people', 'reached_people') }} as click_rate,
        {{ safe_divide('redeemed_people', 'reached_people') }} as redemption_rate,
        {{ safe_divide('buyers', 'reached_people') }} as buy_rate,
        purchases,
        last_touch_purchases,
        first_touch_purchases,
        linear_purchases,
        last_touch_revenue,
        first_touch_revenue,
        linear_revenue,
        marketing_spend,
        {{ safe_divide('last_touch_revenue', 'marketing_spend') }} as last_touch_return_on_spend,
        {{ safe_divide('first_touch_revenue', 'marketing_spend') }} as first_touch_return_on_spend,
        {{ safe_divide('linear_revenue', 'marketing_spend') }} as linear_return_on_spend,
        treated_people,
        treated_buyers,
        treated_buy_rate,
        withheld_people,
        withheld_buyers,
        withheld_buy_rate,
        uplift,
        uplift_low,
        uplift_high,
        is_complete
    from measured
)

select * from final
