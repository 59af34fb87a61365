with customer_months as (
    select * from {{ ref('retensi', 'int_customer_orders_by_period') }}
    where period_type = 'month'
),

accumulated as (
    select
        customer_id,
        period_start as valid_from,
        lead(period_start) over (partition by customer_id order by period_start) as valid_to,
        sum(purchases) over up_to_here as purchases_to_date,
        sum(net_revenue) over up_to_here as net_revenue_to_date
    from customer_months
    window
        up_to_here as (
            partition by customer_id
            order by period_start
            rows between unbounded preceding and current row
        )
),

final as (
    select
        customer_id,
        valid_from,
        valid_to,
        cast(net_revenue_to_date as decimal(38, 4)) as net_revenue_to_date
    from accumulated
    where purchases_to_date > 0
)

select * from final
