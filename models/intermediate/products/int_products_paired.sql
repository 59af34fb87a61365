{%- set products_of_customer, partners_of_product = 20, 10 %}
-- So many products of a customer and no more: what pairs cost grows with the customers.
with bought as (
    select
        *,
        count(*) over (partition by fit, product_id) as buyers
    from {{ ref('retensi', 'int_products_bought') }}
    where latest_first <= {{ products_of_customer }}
),

pairs as (
    select
        given.fit,
        given.product_id,
        other.product_id as other_product_id,
        max(other.category) as other_category,
        max(given.buyers) as buyers,
        count(*) as buyers_of_both,
        row_number() over (
            partition by given.fit, given.product_id
            order by count(*) desc, other.product_id asc
        ) as most_first
    from bought as given
    inner join bought as other
        on
            given.fit = other.fit
            and given.customer_id = other.customer_id
            and given.product_id <> other.product_id
    where other.is_on_offer
    group by given.fit, given.product_id, other.product_id
),

final as (
    select * from pairs
    where most_first <= {{ partners_of_product }}
)

select * from final
