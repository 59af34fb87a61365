-- No order that was accepted and counts may go missing on its way to the marts, and none may appear twice.
with accepted as (
    select
        treatment,
        count(*) as orders,
        sum(net_revenue) as net_revenue
    from {{ ref('retensi', 'int_orders_identified') }}
    where treatment in ('purchase', 'credit_note')
    group by treatment
),

published as (
    select
        treatment,
        count(*) as orders,
        sum(net_revenue) as net_revenue
    from {{ ref('retensi', 'orders') }}
    group by treatment
)

select
    coalesce(accepted.treatment, published.treatment) as treatment,
    accepted.orders as accepted_orders,
    published.orders as published_orders
from accepted
full outer join published
    on accepted.treatment = published.treatment
where
    accepted.treatment is null
    or published.treatment is null
    or accepted.orders <> published.orders
    or accepted.net_revenue <> published.net_revenue
