with kpis as (
    select * from {{ ref('retensi', 'int_kpi_ratios') }}
    where breakdown = 'total'
),

final as (
    select
        month,
        customers_to_date,
        customer_net_revenue_to_date,
        top_decile_customers,
        top_decile_net_revenue,
        top_decile_revenue_share,
        top_decile_spend_ratio,
        is_complete
    from kpis
)

select * from final
