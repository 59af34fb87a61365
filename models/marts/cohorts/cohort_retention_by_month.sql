with cohorts as (
    select * from {{ ref('retensi', 'int_cohort_retention') }}
),

final as (
    select
        cohort_start as cohort_month,
        period_number,
        cohort_size,
        retained_customers,
        retention_rate,
        retained_on_or_after,
        retention_rate_on_or_after,
        orders,
        net_revenue,
        cumulative_net_revenue,
        cumulative_revenue_per_customer,
        is_complete
    from cohorts
    where
        period_type = 'month'
        and breakdown = 'total'
)

select * from final
