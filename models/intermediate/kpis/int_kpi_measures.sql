with counts as (
    select * from {{ ref('retensi', 'int_kpi_counts') }}
),

complaints as (
    select * from {{ ref('retensi', 'int_kpi_complaints') }}
),

top_decile as (
    select * from {{ ref('retensi', 'int_kpi_top_decile') }}
),

predicted as (
    select * from {{ ref('retensi', 'int_value_by_first_month') }}
),

months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

warmed_up as (
    select * from {{ ref('retensi', 'int_channels_warmed_up') }}
),

presence as (
    select
        coalesce(bool_or(is_present) filter (where input = 'interactions'), false) as has_interactions,
        coalesce(bool_or(is_present) filter (where input = 'marketing_spend'), false) as has_marketing_spend
    from {{ ref('retensi', 'input_presence') }}
),

to_date as (
    select
        *,
        new_customers + reactivated_customers - lapsed_customers as net_change,
        sum(new_customers + reactivated_customers - lapsed_customers) over up_to_here as closing_customers,
        sum(margin) over up_to_here as margin_to_date
    from counts
    window
        up_to_here as (
            partition by breakdown, acquisition_channel
            order by month
            rows between unbounded preceding and current row
        )
),

final as (
    select
        to_date.month,
        to_date.breakdown,
        to_date.acquisition_channel,
        cast(to_date.closing_customers - to_date.net_change as bigint) as opening_customers,
        cast(to_date.closing_customers - to_date.net_change - to_date.lapsed_customers as bigint)
            as retained_customers,
        to_date.lapsed_customers,
        to_date.new_customers,
        to_date.reactivated_customers,
        cast(to_date.closing_customers as bigint) as closing_customers,
        to_date.purchases,
        to_date.identified_purchases,
        to_date.anonymous_purchases,
        to_date.buyers,
        to_date.first_time_buyers,
        to_date.repeat_purchases,
        to_date.net_revenue,
        to_date.net_revenue_of_purchases,
        to_date.anonymous_net_revenue,
        to_date.margin,
        cast(to_date.margin_to_date as decimal(38, 4)) as margin_to_date,
        coalesce(top_decile.customers_to_date, 0) as customers_to_date,
        cast(coalesce(top_decile.customer_net_revenue_to_date, 0) as decimal(38, 4)) as customer_net_revenue_to_date,
        coalesce(top_decile.top_decile_customers, 0) as top_decile_customers,
        cast(coalesce(top_decile.top_decile_net_revenue, 0) as decimal(38, 4)) as top_decile_net_revenue,
        cast(case when presence.has_marketing_spend then to_date.marketing_spend end as decimal(38, 4))
            as marketing_spend,
        {% for score_count in [
            'nps_responses', 'nps_promoters', 'nps_detractors', 'csat_responses', 'csat_satisfied',
            'leads_with_negative_feedback'
        ] %}
        case when presence.has_interactions then to_date.{{ score_count }} end as {{ score_count }},
        {% endfor %}
        {% for complaint_count in ['complaints_opened', 'complaints_answered', 'complaints_resolved'] %}
        case when presence.has_interactions then coalesce(complaints.{{ complaint_count }}, 0) end
            as {{ complaint_count }},
        {% endfor %}
        complaints.median_first_response_hours,
        complaints.median_resolution_hours,
        predicted.predicted_clv_sum,
        coalesce(months.month_end < warmed_up.warmed_up_on, true) as is_warming_up,
        to_date.is_complete
    from to_date
    inner join months
        on to_date.month = months.month
    cross join presence
    left join warmed_up
        on
            to_date.breakdown = warmed_up.breakdown
            and to_date.acquisition_channel = warmed_up.acquisition_channel
    left join complaints
        on
            to_date.month = complaints.month
            and to_date.breakdown = complaints.breakdown
            and to_date.acquisition_channel = complaints.acquisition_channel
    left join top_decile
        on
            to_date.month = top_decile.month
            and to_date.breakdown = top_decile.breakdown
            and to_date.acquisition_channel = top_decile.acquisition_channel
    left join predicted
        on
            to_date.month = predicted.month
            and to_date.breakdown = predicted.breakdown
            and to_date.acquisition_channel = predicted.acquisition_channel
)

select * from final
