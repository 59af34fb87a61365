with scores as (
    select * from {{ ref('retensi', 'int_clv_scores') }}
    where fit = 'holdout'
),

predicted as (
    select
        *,
        expected_orders * expected_order_value as predicted_value
    from scores
),

values_predicted as (
    select
        predicted_value,
        count(*) as customers
    from predicted
    where predicted_value is not null
    group by predicted_value
),

values_ranked as (
    {{ retensi.sums_before('values_predicted', 'predicted_value', {'number_better': 'customers'}, 'desc') }}
),

totals as (
    select
        fit,
        count(*) as customers_ranked
    from predicted
    group by fit
),

ranked as (
    select
        predicted.*,
        values_ranked.number_better,
        totals.customers_ranked
    from predicted
    inner join totals on predicted.fit = totals.fit
    left join values_ranked on predicted.predicted_value = values_ranked.predicted_value
),

-- Decile 0 is everybody, also where there is nobody.
assigned as (
    select
        *,
        {{ value_decile('number_better', 'customers_ranked') }} as decile
    from ranked
    where predicted_value is not null
    union all
    select
        *,
        cast(0 as bigint) as decile
    from ranked
),

deciles as (
    select cast(0 as bigint) as decile
    union
    select decile
    from assigned
),

final as (
    select
        deciles.decile,
        cast(count(assigned.customer_id) as bigint) as customers,
        sum(assigned.expected_orders) as predicted_orders,
        cast(coalesce(sum(assigned.actual_orders), 0) as bigint) as actual_orders,
        sum(assigned.predicted_value) as predicted_value,
        cast(coalesce(sum(assigned.actual_value), 0) as decimal(38, 4)) as actual_value,
        cast(coalesce(sum(assigned.last_period_orders), 0) as bigint) as baseline_orders,
        cast(coalesce(sum(assigned.last_period_value), 0) as decimal(38, 4)) as baseline_value
    from deciles
    left join assigned
        on deciles.decile = assigned.decile
    group by deciles.decile
)

select * from final
