{{ config(meta={'dagster': {'ref': {'name': 'first_purchase_outcomes', 'package': 'retensi'}}}) }}
-- Each customer has one first purchase, with one value of each attribute; only products and categories may be several.
with by_attribute as (
    select
        attribute,
        within_days,
        sum(customers) as customers,
        sum(eligible_customers) as eligible_customers,
        sum(repurchased_customers) as repurchased_customers,
        sum(net_revenue) as net_revenue
    from {{ ref('retensi', 'first_purchase_outcomes') }}
    where attribute not in ('product', 'category')
    group by
        attribute,
        within_days
),

repurchases as (
    select
        within_days,
        sum(eligible_customers) as eligible_customers,
        sum(repurchased_customers) as repurchased_customers
    from {{ ref('retensi', 'cohort_repurchase') }}
    group by within_days
)

select
    repurchases.within_days,
    by_attribute.attribute,
    by_attribute.customers,
    everybody.customers as customers_of_all
from repurchases
left join by_attribute as everybody
    on
        repurchases.within_days = everybody.within_days
        and everybody.attribute = 'all'
left join by_attribute on repurchases.within_days = by_attribute.within_days
where
    everybody.customers is null
    or by_attribute.customers <> everybody.customers
    or by_attribute.eligible_customers <> repurchases.eligible_customers
    or by_attribute.repurchased_customers <> repurchases.repurchased_customers
    or by_attribute.net_revenue <> everybody.net_revenue
