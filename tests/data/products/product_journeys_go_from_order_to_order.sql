{{ config(meta={'dagster': {'ref': {'name': 'product_journeys', 'package': 'retensi'}}}) }}
-- Counted again from the lines of each purchase and of the one with the next number, rare categories included.
with categories as (
    select
        orders.customer_id,
        orders.order_number,
        order_items.category,
        count(order_items.category) over (partition by orders.order_id) as named_lines
    from {{ ref('retensi', 'orders') }} as orders
    inner join {{ ref('retensi', 'order_items') }} as order_items on orders.order_id = order_items.order_id
    where orders.order_number is not null
),

-- A line that names nothing beside one that does says nothing; alone it is the purchase.
named as (
    select distinct
        customer_id,
        order_number,
        coalesce(category, '(none)') as category
    from categories
    where
        category is not null
        or named_lines = 0
),

totals as (
    select count(*) as journeys_of_all
    from {{ ref('retensi', 'orders') }}
    where order_number > 1
),

expected as (
    select
        earlier.category,
        later.category as next_category,
        count(*) as journeys
    from named as earlier
    inner join named as later
        on earlier.customer_id = later.customer_id and earlier.order_number + 1 = later.order_number
    group by
        earlier.category,
        later.category
)

select
    coalesce(expected.category, found.category) as category,
    coalesce(expected.next_category, found.next_category) as next_category,
    expected.journeys,
    found.journeys as journeys_found
from expected
cross join totals
full outer join {{ ref('retensi', 'product_journeys') }} as found
    on expected.category = found.category and expected.next_category = found.next_category
where
    case
        when found.category is null
            then expected.journeys >= {{ var('category_pair_support') }} * totals.journeys_of_all
        else
            expected.category is null
            or expected.journeys <> found.journeys
            or totals.journeys_of_all <> found.journeys_of_all
            or found.journeys > found.journeys_from_category
            or found.journeys > found.journeys_to_next_category
            or found.share_of_next > 1
    end
