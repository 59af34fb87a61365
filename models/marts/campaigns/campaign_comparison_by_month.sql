-- Two groups compared from one day on: whom a campaign reached and whom it did not, and what became of both.
-- Where somebody was left out by chance, the campaign has an uplift and needs no comparison.
with touches as (
    select
        touches.person_id as customer_id,
        touches.campaign_id,
        {{ month_of(local_date('touches.touched_at')) }} as month
    from {{ ref('retensi', 'int_campaign_touches') }} as touches
    left join {{ ref('retensi', 'int_campaign_uplift') }} as uplift on touches.campaign_id = uplift.campaign_id
    where uplift.campaign_id is null
),

touched as (
    select
        customer_id,
        campaign_id,
        month,
        min(month) over (partition by customer_id, campaign_id) = month as is_first
    from touches
    group by
        customer_id,
        campaign_id,
        month
),

-- Visitors and anonymous sales are in no state, and drop out.
marked as (
    select
        touched.campaign_id,
        touched.month,
        touched.is_first,
        states.stage,
        states.spend_band,
        coalesce(comparison_orders.has_returned, false) as has_returned,
        coalesce(comparison_orders.net_revenue_before, 0) as net_revenue_before,
        coalesce(comparison_orders.net_revenue_after, 0) as net_revenue_after
    from touched
    inner join {{ ref('retensi', 'int_comparison_states') }} as states
        on
            touched.customer_id = states.customer_id
            and touched.month between states.first_month and states.last_month
    left join {{ ref('retensi', 'int_comparison_orders') }} as comparison_orders
        on
            touched.customer_id = comparison_orders.customer_id
            and touched.month = comparison_orders.month
),

campaigns as (
    select
        campaign_id,
        month,
        stage,
        spend_band,
        count(*) filter (where is_first) as reached_customers,
        count(*) filter (where is_first and has_returned) as reached_returned_customers,
        sum(net_revenue_before) filter (where is_first) as reached_net_revenue_before,
        sum(net_revenue_after) filter (where is_first) as reached_net_revenue_after,
        count(*) as customers,
        count(*) filter (where has_returned) as returned_customers,
        sum(net_revenue_before) as net_revenue_before,
        sum(net_revenue_after) as net_revenue_after
    from marked
    group by
        campaign_id,
        month,
        stage,
        spend_band
    having count(*) filter (where is_first) > 0
),

-- Not touched: everybody in the state, less all whom the campaign touched in the month, for the first time or again.
compared as (
    select
        campaigns.*,
        {%- for column in ['customers', 'returned_customers', 'net_revenue_before', 'net_revenue_after'] %}
        comparison_months.{{ column }} - campaigns.{{ column }} as comparison_{{ column }},
        {%- endfor %}
        comparison_months.is_complete
    from campaigns
    inner join {{ ref('retensi', 'int_comparison_months') }} as comparison_months
        on
            campaigns.month = comparison_months.month
            and campaigns.stage = comparison_months.stage
            and campaigns.spend_band = comparison_months.spend_band
),

final as (
    select
        campaign_id,
        month,
        stage,
        spend_band,
        {{ comparison_columns('reached') }},
        is_complete
    from compared
)

select * from final
