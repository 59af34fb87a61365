{{ config(meta={'dagster': {'ref': {'name': 'next_offers_backtest', 'package': 'retensi'}}}) }}
-- What decides which offers are shown is counted again from the lines: who is counted, and whom "bought last" foresees.
with backtest as (
    select * from {{ ref('retensi', 'next_offers_backtest') }}
    where offer_model = 'bought_last'
),

holdout as (
    select max(holdout_from) as holdout_from
    from backtest
),

purchases as (
    select
        items.customer_id,
        items.product_id,
        max(case when items.order_date < holdout.holdout_from then items.order_date end) as last_before,
        count(distinct case when items.order_date < holdout.holdout_from then items.order_date end) as days_before,
        max(case when items.order_date >= holdout.holdout_from then 1 else 0 end) as is_bought_after
    from {{ ref('retensi', 'order_items') }} as items
    cross join holdout
    where
        items.treatment = 'purchase'
        and items.customer_id is not null
        and items.product_id is not null
    group by
        items.customer_id,
        items.product_id
),

ranked as (
    select
        *,
        max(is_bought_after) over (partition by customer_id) as is_counted,
        case
            when last_before is not null
                then row_number() over (
                    partition by customer_id
                    order by
                        case when last_before is null then 1 else 0 end,
                        last_before desc,
                        days_before desc,
                        product_id asc
                )
        end as latest_first
    from purchases
),

expected as (
    select
        backtest.top_k,
        count(distinct ranked.customer_id) as customers,
        count(
            distinct
            case when ranked.latest_first <= backtest.top_k and ranked.is_bought_after = 1 then ranked.customer_id end
        ) as hits
    from ranked
    cross join backtest
    where
        ranked.is_counted = 1
        and ranked.last_before is not null
    group by backtest.top_k
)

select
    backtest.top_k,
    backtest.customers,
    backtest.hits,
    expected.customers as customers_expected,
    expected.hits as hits_expected
from expected
full outer join backtest on expected.top_k = backtest.top_k
where
    expected.top_k is null
    or backtest.top_k is null
    or backtest.customers <> expected.customers
    or backtest.hits <> expected.hits
