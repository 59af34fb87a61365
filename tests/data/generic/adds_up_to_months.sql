{#- What a mart says was sold adds up to what was earned, month by month. -#}
{% test adds_up_to_months(model, months) %}

with sold as (
    select
        month,
        sum(net_revenue) as net_revenue,
        sum(margin) as margin
    from {{ model }}
    group by month
)

select
    months.month,
    months.net_revenue,
    sold.net_revenue as net_revenue_sold
from {{ months }} as months
full outer join sold on months.month = sold.month
where
    months.month is null
    or months.net_revenue <> coalesce(sold.net_revenue, 0)
    or months.margin <> coalesce(sold.margin, 0)

{% endtest %}
