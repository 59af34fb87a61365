with touches as (
    select
        person_id as customer_id,
        campaign_id,
        {{ month_of(local_date('touched_at')) }} as month
    from {{ ref('retensi', 'int_campaign_touches') }}
),

-- Where somebody was left out by chance, the campaign has an uplift and needs no comparison.
controlled_campaigns as (
    select campaign_id from {{ ref('retensi', 'int_campaign_uplift') }}
),

states as (
    select * from {{ ref('retensi', 'int_comparison_states') }}
),

comparison_orders as (
    select * from {{ ref('retensi', 'int_comparison_orders') }}
),

reached as (
    select
        touches.customer_id,
        touches.campaign_id,
        touches.month,
        min(touches.month) over (partition by touches.customer_id, touches.campaign_id) = touches.month as is_first
    from touches
    left join controlled_campaigns on touches.campaign_id = controlled_campaigns.campaign_id
    where controlled_campaigns.campaign_id is null
    group by
        touches.customer_id,
        touches.campaign_id,
        touches.month
),

-- Visitors and anonymous sales are in no state, and drop out.
marked as (
    select
        reached.campaign_id,
        reached.month,
        reached.is_first,
        states.stage,
        states.spend_band,
        coalesce(comparison_orders.has_returned, false) as has_returned,
        coalesce(comparison_orders.net_revenue_before, 0) as net_revenue_before,
        coalesce(comparison_orders.net_revenue_after, 0) as net_revenue_after
    from reached
    inner join states
        on
            reached.customer_id = states.customer_id
            and reached.month between states.first_month and states.last_month
    left join comparison_orders
        on
            reached.customer_id = comparison_orders.customer_id
            and reached.month = comparison_orders.month
),

final as (
    select
        campaign_id,
        month,
        stage,
        spend_band,
        cast(count(*) filter (where is_first) as bigint) as reached_customers,
        cast(count(*) filter (where is_first and has_returned) as bigint) as reached_returned_customers,
        cast(sum(case when is_first then net_revenue_before else 0 end) as decimal(38, 4))
            as reached_net_revenue_before,
        cast(sum(case when is_first then net_revenue_after else 0 end) as decimal(38, 4)) as reached_net_revenue_after,
        cast(count(*) as bigint) as touched_customers,
        cast(count(*) filter (where has_returned) as bigint) as touched_returned_customers,
        cast(sum(net_revenue_before) as decimal(38, 4)) as touched_net_revenue_before,
        cast(sum(net_revenue_after) as decimal(38, 4)) as touched_net_revenue_after
    from marked
    group by
        campaign_id,
        month,
        stage,
        spend_band
    having count(*) filter (where is_first) > 0
)

select * from final
