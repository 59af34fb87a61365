with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
    where is_complete
),

sales as (
    select
        {{ month_of('order_date') }} as month,
        sum(case when treatment = 'purchase' then net_revenue end) as net_revenue_of_purchases,
        sum(case when customer_id is null then net_revenue end) as anonymous_net_revenue,
        sum(net_revenue) as net_revenue
    from {{ ref('retensi', 'int_orders_identified') }}
    where treatment in ('purchase', 'credit_note')
    group by {{ month_of('order_date') }}
),

first_days as (
    select
        {{ month_of('purchase_day') }} as month,
        count(*) as new_customers,
        sum(net_revenue) as first_net_revenue
    from {{ ref('retensi', 'int_purchase_days') }}
    where is_first_purchase_day
    group by {{ month_of('purchase_day') }}
)

select
    months.month_end,
    cast(coalesce(first_days.new_customers, 0) as bigint) as new_customers,
    {%- for relation, column in [('first_days', 'first_net_revenue'), ('sales', 'net_revenue_of_purchases'),
                                 ('sales', 'anonymous_net_revenue'), ('sales', 'net_revenue')] %}
    cast(coalesce({{ relation }}.{{ column }}, 0) as decimal(38, 4)) as {{ column }},
    {%- endfor %}
    months.month
from months
left join sales on months.month = sales.month
left join first_days on months.month = first_days.month
