with campaigns as (
    select * from {{ ref('retensi', 'int_comparison_campaigns') }}
),

comparison_months as (
    select * from {{ ref('retensi', 'int_comparison_months') }}
),

-- Not touched: everybody in the state, less all whom the campaign touched in the month.
compared as (
    select
        campaigns.*,
        comparison_months.customers - campaigns.touched_customers as comparison_customers,
        comparison_months.returned_customers - campaigns.touched_returned_customers as comparison_returned_customers,
        comparison_months.net_revenue_before - campaigns.touched_net_revenue_before as comparison_net_revenue_before,
        comparison_months.net_revenue_after - campaigns.touched_net_revenue_after as comparison_net_revenue_after,
        comparison_months.is_complete
    from campaigns
    inner join comparison_months
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
        {%- for who in ['reached', 'comparison'] %}
        cast({{ who }}_customers as bigint) as {{ who }}_customers,
        cast({{ who }}_returned_customers as bigint) as {{ who }}_returned_customers,
        {{ safe_divide(who ~ '_returned_customers', who ~ '_customers') }} as {{ who }}_return_rate,
        cast({{ who }}_net_revenue_before as decimal(38, 4)) as {{ who }}_net_revenue_before,
        {{ safe_divide(who ~ '_net_revenue_before', who ~ '_customers') }} as {{ who }}_revenue_per_customer_before,
        cast({{ who }}_net_revenue_after as decimal(38, 4)) as {{ who }}_net_revenue_after,
        {{ safe_divide(who ~ '_net_revenue_after', who ~ '_customers') }} as {{ who }}_revenue_per_customer_after,
        {%- endfor %}
        {{ safe_divide('reached_customers * comparison_returned_customers', 'comparison_customers') }}
            as expected_returned_customers,
        is_complete
    from compared
)

select * from final
