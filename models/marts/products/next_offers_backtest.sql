-- Offers of three models held against what was bought: longer than other models for its columns.
{%- set baselines, tops, z = ['popular', 'bought_last'], [1, 3, 5], '1.959963984540054e0' %}
with bounds as (
    select
        as_of,
        {{ add_days('as_of', 1 - var('offer_days') | int) }} as holdout_from
    from {{ ref('retensi', 'int_as_of') }}
),

served as (
    select distinct customer_id
    from {{ ref('retensi', 'int_products_bought') }}
    where
        fit = 'holdout'
        and is_served
),

bought as (
    select * from {{ ref('retensi', 'int_order_lines') }}
    where treatment = 'purchase'
),

hits as (
    select
        offers.customer_id,
        offers.offer_model,
        min(offers.offer_rank) as first_hit
    from bought
    inner join bounds on bought.order_date >= bounds.holdout_from
    inner join {{ ref('retensi', 'int_offers_ranked') }} as offers
        on
            bought.customer_id = offers.customer_id
            and bought.product_id = offers.product_id
    where offers.fit = 'holdout'
    group by
        offers.customer_id,
        offers.offer_model
),

-- Beyond any number of offers where none was bought.
first_hits as (
    select
        {%- for model in ['personal'] + baselines %}
        coalesce(min(case when hits.offer_model = '{{ model }}' then hits.first_hit end), 99) as {{ model }},
        {%- endfor %}
        served.customer_id
    from served
    left join hits on served.customer_id = hits.customer_id
    group by served.customer_id
),

counted as (
    {%- for top in tops %}
    select
        cast({{ top }} as bigint) as top_k,
        {%- for model in ['personal'] + baselines %}
        count(case when {{ model }} <= {{ top }} then 1 end) as {{ model }}_hits,
        {%- endfor %}
        {%- for baseline in baselines %}
        count(case when personal <= {{ top }} and {{ baseline }} > {{ top }} then 1 end) as gained_on_{{ baseline }},
        count(case when personal > {{ top }} and {{ baseline }} <= {{ top }} then 1 end) as lost_to_{{ baseline }},
        {%- endfor %}
        count(*) as customers
    from first_hits
    having count(*) > 0
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

compared as (
    select
        *,
        case when bought_last_hits > popular_hits then 'bought_last' else 'popular' end as compared_with,
        case when bought_last_hits > popular_hits then gained_on_bought_last else gained_on_popular end as gained,
        case when bought_last_hits > popular_hits then lost_to_bought_last else lost_to_popular end as lost
    from counted
),

-- The interval of Agresti and Min (2005): Wald's, after half a customer more in each of the four cells.
bounded as (
    select
        *,
        {{ safe_divide('gained - lost', 'customers') }} as advantage,
        (
            gained - lost
            - {{ z }} * sqrt(gained + lost + 1 - (gained - lost) * {{ safe_divide('gained - lost', 'customers + 2') }})
        ) / (customers + 2) as advantage_low
    from compared
),

models as (
    {{ each_value(['personal'] + baselines, 'offer_model') }}
),

of_models as (
    select
        models.offer_model,
        bounded.*,
        case
            {%- for model in ['personal'] + baselines %}
            when models.offer_model = '{{ model }}' then bounded.{{ model }}_hits
            {%- endfor %}
        end as hits
    from bounded
    cross join models
),

final as (
    select
        of_models.offer_model,
        of_models.top_k,
        cast(of_models.customers as bigint) as customers,
        cast(of_models.hits as bigint) as hits,
        {{ safe_divide('of_models.hits', 'of_models.customers') }} as hit_rate,
        case when of_models.offer_model = 'personal' then of_models.compared_with end as compared_with,
        cast(case when of_models.offer_model = 'personal' then of_models.gained end as bigint) as hit_by_personal_only,
        cast(case when of_models.offer_model = 'personal' then of_models.lost end as bigint) as hit_by_other_only,
        case when of_models.offer_model = 'personal' then of_models.advantage end as advantage,
        case when of_models.offer_model = 'personal' then of_models.advantage_low end as advantage_low,
        of_models.offer_model = 'personal' and of_models.advantage_low > 0 as wins,
        bounds.holdout_from,
        bounds.as_of as holdout_to
    from of_models
    cross join bounds
)

select * from final
