with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

top_decile as (
    select * from {{ ref('retensi', 'int_kpi_top_decile') }}
    where breakdown = 'total'
),

final as (
    select
        months.month,
        coalesce(top_decile.customers_to_date, 0) as customers_to_date,
        cast(coalesce(top_decile.customer_net_revenue_to_date, 0) as decimal(38, 4)) as customer_net_revenue_to_date,
        coalesce(top_decile.top_decile_customers, 0) as top_decile_customers,
        cast(coalesce(top_decile.top_decile_net_revenue, 0) as decimal(38, 4)) as top_decile_net_revenue,
        top_decile.top_decile_revenue_share,
        top_decile.top_decile_spend_ratio,
        months.is_complete
    from months
    left join top_decile
        on months.month = top_decile.month
)

select * from final
