with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

presence as (
    select
        coalesce(bool_or(is_present) filter (where input = 'interactions'), false) as has_interactions,
        coalesce(bool_or(is_present) filter (where input = 'marketing_spend'), false) as has_marketing_spend
    from {{ ref('retensi', 'input_presence') }}
),

-- An anonymous sale is no person that was reached.
people as (
    select
        campaign_id,
        min(touched_at) as first_touched_at,
        max(touched_at) as last_touched_at,
        {%- for name, types in [
            ('opened_people', "'message_opened'"),
            ('clicked_people', "'message_clicked', 'ad_click'"),
            ('redeemed_people', "'offer_redeemed'")
        ] %}
        count(distinct case when touched_by in ({{ types }}) then person_id end) as {{ name }},
        {%- endfor %}
        count(*) filter (where touched_by = 'offer_redeemed') as redemptions,
        count(distinct case when person_id <> concat('order:', touch_id) then person_id end) as reached_people
    from {{ ref('retensi', 'int_campaign_touches') }}
    group by campaign_id
),

sales as (
    select
        campaign_id,
        count(distinct customer_id) as buyers,
        count(*) as purchases,
        count(*) filter (where is_last_touch) as last_touch_purchases,
        count(*) filter (where is_first_touch) as first_touch_purchases,
        sum({{ safe_divide('1', 'campaign_count') }}) as linear_purchases,
        sum(last_touch_revenue) as last_touch_revenue,
        sum(first_touch_revenue) as first_touch_revenue,
        sum(linear_revenue) as linear_revenue
    from {{ ref('retensi', 'int_purchases_attributed') }}
    group by campaign_id
),

uplift as (
    select * from {{ ref('retensi', 'int_campaign_uplift') }}
),

-- Spend that names no campaign is in none.
spend as (
    select
        marketing_spend.campaign_id,
        sum(marketing_spend.amount) as marketing_spend
    from {{ ref('retensi', 'stg_marketing_spend') }} as marketing_spend
    cross join bounds
    where
        marketing_spend.campaign_id is not null
        and marketing_spend.spend_date <= bounds.as_of
    group by marketing_spend.campaign_id
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
        cast(coalesce(people.reached_people, 0) as bigint) as reached_people,
        {%- for column in ['opened_people', 'clicked_people', 'redeemed_people', 'redemptions'] %}
        cast(case when presence.has_interactions then coalesce(people.{{ column }}, 0) end as bigint) as {{ column }},
        {%- endfor %}
        {%- for column in ['buyers', 'purchases', 'last_touch_purchases', 'first_touch_purchases'] %}
        cast(coalesce(sales.{{ column }}, 0) as bigint) as {{ column }},
        {%- endfor %}
        cast(coalesce(sales.linear_purchases, 0) as {{ double_type() }}) as linear_purchases,
        {%- for column in ['last_touch_revenue', 'first_touch_revenue', 'linear_revenue'] %}
        cast(coalesce(sales.{{ column }}, 0) as decimal(38, 4)) as {{ column }},
        {%- endfor %}
        cast(case when presence.has_marketing_spend then coalesce(spend.marketing_spend, 0) end as decimal(38, 4))
            as marketing_spend,
        {%- for column in [
            'treated_people', 'treated_buyers', 'treated_buy_rate', 'withheld_people', 'withheld_buyers',
            'withheld_buy_rate', 'uplift', 'uplift_low', 'uplift_high'
        ] %}
        uplift.{{ column }},
        {%- endfor %}
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

rated as (
    select
        *,
        {{ safe_divide('opened_people', 'reached_people') }} as open_rate,
        {{ safe_divide('clicked_people', 'reached_people') }} as click_rate,
        {{ safe_divide('redeemed_people', 'reached_people') }} as redemption_rate,
        {{ safe_divide('buyers', 'reached_people') }} as buy_rate,
        {{ safe_divide('last_touch_revenue', 'marketing_spend') }} as last_touch_return_on_spend,
        {{ safe_divide('first_touch_revenue', 'marketing_spend') }} as first_touch_return_on_spend,
        {{ safe_divide('linear_revenue', 'marketing_spend') }} as linear_return_on_spend
    from measured
),

final as (
    select
        {{ contracted_columns() }}
    from rated
)

select * from final
