{{ config(meta={'dagster': {'ref': {'name': 'category_sales_by_month', 'package': 'retensi'}}}) }}
-- What was sold adds up to what was earned, month by month.
with sold as (
    select
        month,
        sum(net_revenue) as net_revenue,
        sum(margin) as margin
    from {{ ref('retensi', 'category_sales_by_month') }}
    group by month
)

select
    months.month,
    months.net_revenue,
    sold.net_revenue as net_revenue_sold
from {{ ref('retensi', 'kpis_by_month') }} as months
full outer join sold on months.month = sold.month
where
    months.month is null
    or months.net_revenue <> coalesce(sold.net_revenue, 0)
    or months.margin <> coalesce(sold.margin, 0)
