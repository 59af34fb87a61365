with kpis as (
    select * from {{ ref('retensi', 'int_kpi_ratios') }}
    where breakdown = 'total'
),

final as (
    select
        month,
        opening_customers,
        retained_customers,
        lapsed_customers,
        new_customers,
        reactivated_customers,
        closing_customers,
        retention_rate,
        churn_rate,
        purchases,
        identified_purchases,
        anonymous_purchases,
        buyers,
        first_time_buyers,
        repeat_purchases,
        net_revenue,
        net_revenue_of_purchases,
        anonymous_net_revenue,
        margin,
        average_order_value,
        revenue_per_customer,
        purchase_frequency,
        repeat_order_share,
        marketing_spend,
        customer_acquisition_cost,
        margin_to_date,
        customers_to_date,
        historic_clv,
        projected_clv,
        clv_to_cac,
        customer_net_revenue_to_date,
        top_decile_customers,
        top_decile_net_revenue,
        top_decile_revenue_share,
        top_decile_spend_ratio,
        nps,
        nps_responses,
        nps_promoters,
        nps_detractors,
        csat,
        csat_responses,
        csat_satisfied,
        complaints_opened,
        complaints_answered,
        complaints_resolved,
        median_first_response_hours,
        median_resolution_hours,
        is_complete
    from kpis
)

select * from final
