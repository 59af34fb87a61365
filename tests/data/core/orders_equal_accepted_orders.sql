-- No order that was accepted and counts may go missing on its way to the marts, and none may appear twice.
with as_of_day as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

accepted as (
    select
        stg_orders.treatment,
        count(*) as orders,
        sum(
            case
                when stg_orders.treatment = 'credit_note' then -abs(stg_orders.gross_amount)
                else stg_orders.gross_amount - stg_orders.discount_amount - stg_orders.refunded_amount
            end
        ) as net_revenue
    from {{ ref('retensi', 'stg_orders') }} as stg_orders
    inner join as_of_day
        on stg_orders.order_date <= as_of_day.as_of
    where stg_orders.treatment in ('purchase', 'credit_note')
    group by stg_orders.treatment
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
