{%- set support = 'cast(' ~ var('category_pair_support') ~ ' as decimal(9, 6))' -%}

-- One step after the other, each of a line or two: longer than other models.
with numbered as (
    select
        order_id,
        lead(order_id) over (partition by customer_id order by order_number) as next_order_id
    from {{ ref('retensi', 'int_orders_sequenced') }}
    where order_number is not null
),

journeys as (
    select * from numbered
    where next_order_id is not null
),

totals as (
    select cast(count(*) as bigint) as journeys_of_all
    from journeys
),

categories as (
    select distinct
        order_id,
        category
    from {{ ref('retensi', 'int_order_lines') }}
    where
        treatment = 'purchase'
        and customer_id is not null
        and category is not null
),

bought as (
    {% for side, order_id in [('before', 'order_id'), ('after', 'next_order_id')] %}
    select
        '{{ side }}' as side,
        journeys.order_id,
        coalesce(categories.category, '(none)') as category
    from journeys
    left join categories on journeys.{{ order_id }} = categories.order_id
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

counted as (
    select
        side,
        category,
        cast(count(*) as bigint) as journeys
    from bought
    group by
        side,
        category
),

-- A pair is no more frequent than either of its categories: with the rare ones gone, a journey holds few pairs.
frequent as (
    select
        bought.*,
        counted.journeys,
        totals.journeys_of_all
    from bought
    inner join counted on bought.side = counted.side and bought.category = counted.category
    cross join totals
    where counted.journeys >= {{ support }} * totals.journeys_of_all
),

pairs as (
    select
        given.category,
        other.category as next_category,
        cast(count(*) as bigint) as journeys,
        given.journeys as journeys_from_category,
        other.journeys as journeys_to_next_category,
        given.journeys_of_all
    from frequent as given
    inner join frequent as other on given.order_id = other.order_id
    where
        given.side = 'before'
        and other.side = 'after'
    group by
        given.category,
        other.category,
        given.journeys,
        other.journeys,
        given.journeys_of_all
),

final as (
    select
        *,
        {{ safe_divide('journeys', 'journeys_of_all') }} as support,
        {{ safe_divide('journeys', 'journeys_from_category') }} as share_of_next,
        {{ safe_divide('journeys', 'journeys_from_category') }}
        / ({{ safe_divide('journeys_to_next_category', 'journeys_of_all') }}) as lift
    from pairs
    where journeys >= {{ support }} * journeys_of_all
)

select * from final
