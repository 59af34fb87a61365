-- All customers as one group: how many are in which state at a landmark, and what they did around it.
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

states as (
    select * from {{ ref('retensi', 'int_comparison_states') }}
),

comparison_orders as (
    select * from {{ ref('retensi', 'int_comparison_orders') }}
),

-- Landmarks begin with the first month of the shop; who was there before is counted in it.
counted_states as (
    select
        states.stage,
        states.spend_band,
        greatest(states.first_month, bounds.spine_start) as first_month,
        {{ add_months('states.last_month', 1) }} as next_month
    from states
    cross join bounds
    where states.last_month >= bounds.spine_start
),

moves as (
    select
        first_month as month,
        stage,
        spend_band,
        1 as moved
    from counted_states
    union all
    select
        next_month as month,
        stage,
        spend_band,
        -1 as moved
    from counted_states
),

net_moves as (
    select
        month,
        stage,
        spend_band,
        sum(moved) as moved
    from moves
    group by
        month,
        stage,
        spend_band
),

combinations as (
    select distinct
        stage,
        spend_band
    from counted_states
),

-- Who was not yet known at a landmark is in no state then, and in no comparison.
orders_by_state as (
    select
        comparison_orders.month,
        states.stage,
        states.spend_band,
        count(*) filter (where comparison_orders.has_returned) as returned_customers,
        sum(comparison_orders.net_revenue_before) as net_revenue_before,
        sum(comparison_orders.net_revenue_after) as net_revenue_after
    from comparison_orders
    inner join states
        on
            comparison_orders.customer_id = states.customer_id
            and comparison_orders.month between states.first_month and states.last_month
    group by
        comparison_orders.month,
        states.stage,
        states.spend_band
),

final as (
    select
        months.month,
        combinations.stage,
        combinations.spend_band,
        cast(
            sum(coalesce(net_moves.moved, 0)) over (
                partition by combinations.stage, combinations.spend_band
                order by months.month
                rows between unbounded preceding and current row
            ) as bigint
        ) as customers,
        cast(coalesce(orders_by_state.returned_customers, 0) as bigint) as returned_customers,
        cast(coalesce(orders_by_state.net_revenue_before, 0) as decimal(38, 4)) as net_revenue_before,
        cast(coalesce(orders_by_state.net_revenue_after, 0) as decimal(38, 4)) as net_revenue_after,
        {{ add_days('months.month_end', comparison_days()) }} <= bounds.as_of as is_complete
    from months
    cross join combinations
    cross join bounds
    left join net_moves
        on
            months.month = net_moves.month
            and combinations.stage = net_moves.stage
            and combinations.spend_band = net_moves.spend_band
    left join orders_by_state
        on
            months.month = orders_by_state.month
            and combinations.stage = orders_by_state.stage
            and combinations.spend_band = orders_by_state.spend_band
)

select * from final
