{{ config(meta={'dagster': {'ref': {'name': 'category_pairs', 'package': 'retensi'}}}) }}
-- Tea with coffee is coffee with tea: as often, and as much more often than by chance.
select
    coalesce(one_way.category, other_way.other_category) as category,
    coalesce(one_way.other_category, other_way.category) as other_category
from {{ ref('retensi', 'category_pairs') }} as one_way
full outer join {{ ref('retensi', 'category_pairs') }} as other_way
    on
        one_way.category = other_way.other_category
        and one_way.other_category = other_way.category
where
    one_way.category is null
    or other_way.category is null
    or one_way.purchases_with_both <> other_way.purchases_with_both
    or one_way.purchases_with_category <> other_way.purchases_with_other_category
    or abs(one_way.lift - other_way.lift) > 0.000000001 * one_way.lift
    or one_way.support < {{ var('category_pair_support') }} - 0.000000001
    or one_way.confidence > 1
