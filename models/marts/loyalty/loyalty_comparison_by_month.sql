-- Two groups compared from one day on: who has joined and who has not, and what became of both.
with members as (
    select
        customer_id,
        {{ month_of('joined_on') }} as joined_month
    from {{ ref('retensi', 'int_loyalty_members') }}
    where is_member
),

-- The months in which somebody is a member and in a state, the month of joining among them.
member_spans as (
    select
        states.customer_id,
        states.stage,
        states.spend_band,
        members.joined_month,
        greatest(states.first_month, members.joined_month, bounds.spine_start) as first_month,
        states.last_month
    from members
    inner join {{ ref('retensi', 'int_comparison_states') }} as states
        on
            members.customer_id = states.customer_id
            and members.joined_month <= states.last_month
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    where states.last_month >= bounds.spine_start
),

moves as (
    select
        first_month as month,
        stage,
        spend_band,
        1 as moved,
        case when first_month = joined_month then 1 else 0 end as joined
    from member_spans
    union all
    select
        {{ add_months('last_month', 1) }} as month,
        stage,
        spend_band,
        -1 as moved,
        0 as joined
    from member_spans
),

members_by_state as (
    select
        month,
        stage,
        spend_band,
        sum(joined) as joined_customers,
        sum(sum(moved)) over (
            partition by stage, spend_band
            order by month
            rows between unbounded preceding and current row
        ) as member_customers
    from moves
    group by
        month,
        stage,
        spend_band
),

-- Orders are a member's from the month of joining on.
orders_of_members as (
    select
        member_spans.stage,
        member_spans.spend_band,
        member_spans.joined_month = comparison_orders.month as has_joined,
        comparison_orders.*
    from {{ ref('retensi', 'int_comparison_orders') }} as comparison_orders
    inner join member_spans
        on
            comparison_orders.customer_id = member_spans.customer_id
            and comparison_orders.month between member_spans.first_month and member_spans.last_month
),

orders_by_state as (
    select
        month,
        stage,
        spend_band,
        count(*) filter (where has_joined and has_returned) as joined_returned_customers,
        sum(net_revenue_before) filter (where has_joined) as joined_net_revenue_before,
        sum(net_revenue_after) filter (where has_joined) as joined_net_revenue_after,
        count(*) filter (where has_returned) as member_returned_customers,
        sum(net_revenue_before) as member_net_revenue_before,
        sum(net_revenue_after) as member_net_revenue_after
    from orders_of_members
    group by
        month,
        stage,
        spend_band
),

-- Not members: everybody in the state, less all who had joined by then, in this month or before it.
compared as (
    select
        members_by_state.month,
        members_by_state.stage,
        members_by_state.spend_band,
        members_by_state.joined_customers,
        {%- for column in ['returned_customers', 'net_revenue_before', 'net_revenue_after'] %}
        coalesce(orders_by_state.joined_{{ column }}, 0) as joined_{{ column }},
        comparison_months.{{ column }} - coalesce(orders_by_state.member_{{ column }}, 0) as comparison_{{ column }},
        {%- endfor %}
        comparison_months.customers - members_by_state.member_customers as comparison_customers,
        comparison_months.is_complete
    from members_by_state
    inner join {{ ref('retensi', 'int_comparison_months') }} as comparison_months
        on
            members_by_state.month = comparison_months.month
            and members_by_state.stage = comparison_months.stage
            and members_by_state.spend_band = comparison_months.spend_band
    left join orders_by_state
        on
            members_by_state.month = orders_by_state.month
            and members_by_state.stage = orders_by_state.stage
            and members_by_state.spend_band = orders_by_state.spend_band
    where members_by_state.joined_customers > 0
),

final as (
    select
        month,
        stage,
        spend_band,
        {{ comparison_columns('joined') }},
        is_complete
    from compared
)

select * from final
