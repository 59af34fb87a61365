-- One reason to offer something after the other, then one rule for all: longer than other models for that.
{%- set products_of_customer, popular_products, offers, text = 20, 10, 5, dbt.type_string() %}
with bought as (
    select * from {{ ref('retensi', 'int_products_bought') }}
),

partners as (
    select * from {{ ref('retensi', 'int_products_paired') }}
),

categories as (
    select
        fit,
        customer_id,
        is_served,
        category,
        row_number() over (
            partition by fit, customer_id
            order by sum(days_bought) desc, max(last_bought_on) desc, category asc
        ) as favourite_first
    from bought
    where category is not null
    group by
        fit,
        customer_id,
        is_served,
        category
),

-- Everybody is one of those with the same favourite category and, under no name, one of all.
people as (
    select
        fit,
        customer_id,
        is_served,
        category as liking
    from categories
    where favourite_first = 1
    union all
    select distinct
        fit,
        customer_id,
        is_served,
        cast('' as {{ text }}) as liking
    from bought
),

bought_lately as (
    select
        bought.*,
        people.liking
    from bought
    inner join people
        on
            bought.fit = people.fit
            and bought.customer_id = people.customer_id
    where bought.is_recent
),

buyers as (
    select
        fit,
        liking,
        count(distinct customer_id) as out_of
    from bought_lately
    group by
        fit,
        liking
),

popular as (
    select
        fit,
        liking,
        product_id,
        max(category) as category,
        count(*) as cases,
        row_number() over (partition by fit, liking order by count(*) desc, product_id asc) as most_first
    from bought_lately
    group by
        fit,
        liking,
        product_id
),

found as (
    select
        fit,
        customer_id,
        product_id,
        category,
        1 as place,
        cast(null as {{ text }}) as because_of,
        days_bought as cases,
        purchase_days as out_of
    from bought
    where
        is_served
        and is_due
        and is_on_offer
    union all
    select
        bought.fit,
        bought.customer_id,
        partners.other_product_id as product_id,
        partners.other_category as category,
        2 as place,
        bought.product_id as because_of,
        partners.buyers_of_both as cases,
        partners.buyers as out_of
    from bought
    inner join partners
        on
            bought.fit = partners.fit
            and bought.product_id = partners.product_id
    where
        bought.is_served
        and bought.latest_first <= {{ products_of_customer }}
    union all
    select
        people.fit,
        people.customer_id,
        popular.product_id,
        popular.category,
        case when people.liking = '' then 4 else 3 end as place,
        people.liking as because_of,
        popular.cases,
        buyers.out_of
    from people
    inner join popular
        on
            people.fit = popular.fit
            and people.liking = popular.liking
    inner join buyers
        on
            people.fit = buyers.fit
            and people.liking = buyers.liking
    where
        people.is_served
        and popular.most_first <= {{ popular_products }}
),

scored as (
    select
        *,
        {{ wilson_bound('cases', 'out_of', 'lower') }} as score
    from found
),

-- What a customer has is offered only where it is due.
allowed as (
    select
        scored.*,
        bought.last_bought_on,
        bought.rhythm_days,
        bought.due_on,
        row_number() over (
            partition by scored.fit, scored.customer_id, scored.product_id
            order by scored.place asc, scored.score desc, scored.because_of asc
        ) as best_first
    from scored
    left join bought
        on
            scored.fit = bought.fit
            and scored.customer_id = bought.customer_id
            and scored.product_id = bought.product_id
    where
        bought.customer_id is null
        or bought.is_due
),

of_models as (
    select
        *,
        'personal' as offer_model
    from allowed
    where best_first = 1
    union all
    select
        *,
        'popular' as offer_model
    from allowed
    where place = 4
),

ranked as (
    select
        fit,
        offer_model,
        customer_id,
        row_number() over (
            partition by fit, offer_model, customer_id
            order by place asc, score desc, product_id asc
        ) as offer_rank,
        product_id,
        category,
        place,
        because_of,
        cases,
        out_of,
        score,
        last_bought_on,
        rhythm_days,
        due_on
    from of_models
),

final as (
    select * from ranked
    where offer_rank <= {{ offers }}
    union all
    select
        fit,
        'bought_last' as offer_model,
        customer_id,
        latest_first as offer_rank,
        product_id,
        category,
        cast(null as integer) as place,
        cast(null as {{ text }}) as because_of,
        days_bought as cases,
        purchase_days as out_of,
        {{ wilson_bound('days_bought', 'purchase_days', 'lower') }} as score,
        last_bought_on,
        rhythm_days,
        due_on
    from bought
    where
        fit = 'holdout'
        and is_served
        and latest_first <= {{ offers }}
)

select * from final
