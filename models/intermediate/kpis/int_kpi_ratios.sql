with measures as (
    select * from {{ ref('retensi', 'int_kpi_measures') }}
),

ratios as (
    select
        *,
        {{ safe_divide('retained_customers', 'opening_customers') }} as retention_rate,
        {{ safe_divide('lapsed_customers', 'opening_customers') }} as churn_rate,
        {{ safe_divide('net_revenue_of_purchases', 'purchases') }} as average_order_value,
        {{ safe_divide('net_revenue - anonymous_net_revenue', 'buyers') }} as revenue_per_customer,
        {{ safe_divide('identified_purchases', 'buyers') }} as purchase_frequency,
        {{ safe_divide('repeat_purchases', 'identified_purchases') }} as repeat_order_share,
        {{ safe_divide('marketing_spend', 'first_time_buyers') }} as customer_acquisition_cost,
        {{ safe_divide('margin_to_date', 'customers_to_date') }} as historic_clv,
        {{ safe_divide('predicted_clv_sum', 'first_time_buyers') }} as predicted_clv,
        {{ safe_divide('identified_purchases', 'closing_customers') }} as purchases_per_active_customer,
        {{ safe_divide('margin', 'net_revenue') }} as margin_rate,
        {{ safe_divide('top_decile_net_revenue', 'customer_net_revenue_to_date') }} as top_decile_revenue_share,
        {{ safe_divide('top_decile_net_revenue', 'top_decile_customers') }} as top_decile_mean_revenue,
        {{ safe_divide(
            'customer_net_revenue_to_date - top_decile_net_revenue',
            'customers_to_date - top_decile_customers'
        ) }} as other_mean_revenue,
        {{ safe_divide('nps_promoters - nps_detractors', 'nps_responses') }} * 100 as nps,
        {{ safe_divide('csat_satisfied', 'csat_responses') }} as csat
    from measures
),

projected as (
    select
        *,
        {{ safe_divide('average_order_value * purchases_per_active_customer * margin_rate', 'churn_rate') }}
            as projected_clv,
        {{ safe_divide('top_decile_mean_revenue', 'other_mean_revenue') }} as top_decile_spend_ratio
    from ratios
),

final as (
    select
        *,
        {{ safe_divide('projected_clv', 'customer_acquisition_cost') }} as clv_to_cac
    from projected
)

-- The columns are listed where they are published: in the marts and their contracts.
select * from final  -- noqa: AM04
