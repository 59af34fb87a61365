with members as (
    select
        customer_id,
        {{ month_of('joined_on') }} as joined_month
    from {{ ref('retensi', 'int_loyalty_members') }}
    where is_member
),

landmark_orders as (
    select * from {{ ref('retensi', 'int_landmark_orders') }}
),

marked as (
    select
        landmark_orders.*,
        landmark_orders.month = members.joined_month as has_joined
    from landmark_orders
    inner join members
        on
            landmark_orders.customer_id = members.customer_id
            and landmark_orders.month >= members.joined_month
),

final as (
    select
        month,
        stage,
        spend_band,
        cast(count(*) filter (where has_joined and has_returned) as bigint) as joined_returned_customers,
        cast(sum(case when has_joined then net_revenue_before else 0 end) as decimal(38, 4))
            as joined_net_revenue_before,
        cast(sum(case when has_joined then net_revenue_after else 0 end) as decimal(38, 4))
            as joined_net_revenue_after,
        cast(count(*) filter (where has_returned) as bigint) as member_returned_customers,
        cast(sum(net_revenue_before) as decimal(38, 4)) as member_net_revenue_before,
        cast(sum(net_revenue_after) as decimal(38, 4)) as member_net_revenue_after
    from marked
    group by
        month,
        stage,
        spend_band
)

select * from final
