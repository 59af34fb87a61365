with members as (
    select * from {{ ref('retensi', 'int_comparison_members') }}
),

joins as (
    select
        customer_id,
        {{ month_of('joined_on') }} as joined_month
    from {{ ref('retensi', 'int_loyalty_members') }}
    where is_member
),

comparison_orders as (
    select * from {{ ref('retensi', 'int_comparison_orders') }}
),

comparison_months as (
    select * from {{ ref('retensi', 'int_comparison_months') }}
),

-- Orders are a member's from the month of joining on.
orders_of_members as (
    select
        comparison_orders.*,
        comparison_orders.month = joins.joined_month as has_joined
    from comparison_orders
    inner join joins
        on
            comparison_orders.customer_id = joins.customer_id
            and comparison_orders.month >= joins.joined_month
),

member_orders as (
    select
        month,
        stage,
        spend_band,
        count(*) filter (where has_joined and has_returned) as joined_returned_customers,
        sum(case when has_joined then net_revenue_before else 0 end) as joined_net_revenue_before,
        sum(case when has_joined then net_revenue_after else 0 end) as joined_net_revenue_after,
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
        members.month,
        members.stage,
        members.spend_band,
        members.joined_customers,
        coalesce(member_orders.joined_returned_customers, 0) as joined_returned_customers,
        coalesce(member_orders.joined_net_revenue_before, 0) as joined_net_revenue_before,
        coalesce(member_orders.joined_net_revenue_after, 0) as joined_net_revenue_after,
        comparison_months.customers - members.member_customers as comparison_customers,
        comparison_months.returned_customers - coalesce(member_orders.member_returned_customers, 0)
            as comparison_returned_customers,
        comparison_months.net_revenue_before - coalesce(member_orders.member_net_revenue_before, 0)
            as comparison_net_revenue_before,
        comparison_months.net_revenue_after - coalesce(member_orders.member_net_revenue_after, 0)
            as comparison_net_revenue_after,
        comparison_months.is_complete
    from members
    inner join comparison_months
        on
            members.month = comparison_months.month
            and members.stage = comparison_months.stage
            and members.spend_band = comparison_months.spend_band
    left join member_orders
        on
            members.month = member_orders.month
            and members.stage = member_orders.stage
            and members.spend_band = member_orders.spend_band
),

final as (
    select
        month,
        stage,
        spend_band,
        {%- for who in ['joined', 'comparison'] %}
        cast({{ who }}_customers as bigint) as {{ who }}_customers,
        cast({{ who }}_returned_customers as bigint) as {{ who }}_returned_customers,
        {{ safe_divide(who ~ '_returned_customers', who ~ '_customers') }} as {{ who }}_return_rate,
        cast({{ who }}_net_revenue_before as decimal(38, 4)) as {{ who }}_net_revenue_before,
        {{ safe_divide(who ~ '_net_revenue_before', who ~ '_customers') }} as {{ who }}_revenue_per_customer_before,
        cast({{ who }}_net_revenue_after as decimal(38, 4)) as {{ who }}_net_revenue_after,
        {{ safe_divide(who ~ '_net_revenue_after', who ~ '_customers') }} as {{ who }}_revenue_per_customer_after,
        {%- endfor %}
        {{ safe_divide('joined_customers * comparison_returned_customers', 'comparison_customers') }}
            as expected_returned_customers,
        is_complete
    from compared
)

select * from final
