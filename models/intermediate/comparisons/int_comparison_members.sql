with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

members as (
    select
        customer_id,
        {{ month_of('joined_on') }} as joined_month
    from {{ ref('retensi', 'int_loyalty_members') }}
    where is_member
),

states as (
    select * from {{ ref('retensi', 'int_comparison_states') }}
),

-- The months in which somebody is a member and in a state.
member_spans as (
    select
        states.customer_id,
        states.stage,
        states.spend_band,
        members.joined_month,
        greatest(states.first_month, members.joined_month, bounds.spine_start) as first_month,
        states.last_month
    from members
    inner join states
        on
            members.customer_id = states.customer_id
            and members.joined_month <= states.last_month
    cross join bounds
    where states.last_month >= bounds.spine_start
),

moves as (
    select
        stage,
        spend_band,
        first_month as month,
        1 as moved,
        case when first_month = joined_month then 1 else 0 end as joined
    from member_spans
    union all
    select
        stage,
        spend_band,
        {{ add_months('last_month', 1) }} as month,
        -1 as moved,
        0 as joined
    from member_spans
),

net_moves as (
    select
        stage,
        spend_band,
        month,
        sum(moved) as moved,
        sum(joined) as joined_customers
    from moves
    group by
        stage,
        spend_band,
        month
),

counted as (
    select
        *,
        sum(moved) over (
            partition by stage, spend_band
            order by month
            rows between unbounded preceding and current row
        ) as member_customers
    from net_moves
),

final as (
    select
        month,
        stage,
        spend_band,
        cast(joined_customers as bigint) as joined_customers,
        cast(member_customers as bigint) as member_customers
    from counted
    where joined_customers > 0
)

select * from final
