with purchase_categories as (
    select distinct
        order_id,
        category
    from {{ ref('retensi', 'int_order_lines') }}
    where
        treatment = 'purchase'
        and category is not null
),

totals as (
    select cast(count(distinct order_id) as bigint) as purchases
    from purchase_categories
),

-- A pair is no more frequent than either of its categories: with the rare ones gone, a basket holds few pairs.
frequent as (
    select
        per_category.category,
        per_category.purchases
    from (
        select
            category,
            cast(count(*) as bigint) as purchases
        from purchase_categories
        group by category
    ) as per_category
    cross join totals
    where per_category.purchases >= cast({{ var('category_pair_support') }} as decimal(9, 6)) * totals.purchases
),

frequent_in_purchases as (
    select
        purchase_categories.order_id,
        purchase_categories.category
    from purchase_categories
    inner join frequent on purchase_categories.category = frequent.category
),

pairs as (
    select
        given.category,
        other.category as other_category,
        cast(count(*) as bigint) as purchases_with_both
    from frequent_in_purchases as given
    inner join frequent_in_purchases as other
        on
            given.order_id = other.order_id
            and given.category <> other.category
    group by
        given.category,
        other.category
),

final as (
    select
        pairs.category,
        pairs.other_category,
        pairs.purchases_with_both,
        given.purchases as purchases_with_category,
        other.purchases as purchases_with_other_category,
        totals.purchases,
        {{ safe_divide('pairs.purchases_with_both', 'totals.purchases') }} as support,
        {{ safe_divide('pairs.purchases_with_both', 'given.purchases') }} as confidence,
        {{ safe_divide('pairs.purchases_with_both', 'given.purchases') }}
        / ({{ safe_divide('other.purchases', 'totals.purchases') }}) as lift
    from pairs
    cross join totals
    inner join frequent as given on pairs.category = given.category
    inner join frequent as other on pairs.other_category = other.category
    where pairs.purchases_with_both >= cast({{ var('category_pair_support') }} as decimal(9, 6)) * totals.purchases
)

select * from final
