{#-
    What was sold by month and a column of order lines, where it was sold or given back; the body of a mart. Lines without
    a value stand under `(none)`, so that the rows of a month add up to it.
-#}
{% macro sales_of_lines_by_month(column) -%}
with order_lines as (
    select
        *,
        coalesce({{ column }}, '(none)') as sold,
        {{ retensi.month_of('order_date') }} as month
    from {{ ref('retensi', 'int_order_lines') }}
),

months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

buyers_by_month as (
    select
        sold,
        month,
        customer_id,
        min(month) over (partition by sold, customer_id) as first_month
    from order_lines
    where
        treatment = 'purchase'
        and customer_id is not null
    group by
        sold,
        month,
        customer_id
),

buyers as (
    select
        sold,
        month,
        count(*) as buyers,
        count(*) filter (where month = first_month) as new_buyers
    from buyers_by_month
    group by
        sold,
        month
),

sales as (
    select
        sold,
        month,
        count(distinct case when treatment = 'purchase' then order_id end) as purchases,
        sum(case when treatment = 'purchase' and line_number > 0 then coalesce(quantity, 1) else 0 end) as quantity,
        sum(case when treatment = 'purchase' then gross_amount else 0 end) as gross_amount,
        sum(case when treatment = 'purchase' then discount_amount else 0 end) as discount_amount,
        sum(net_revenue) as net_revenue,
        sum(margin) as margin
    from order_lines
    group by
        sold,
        month
),

final as (
    select
        sales.month,
        sales.sold as {{ column }},
        cast(sales.purchases as bigint) as purchases,
        cast(coalesce(buyers.buyers, 0) as bigint) as buyers,
        cast(coalesce(buyers.new_buyers, 0) as bigint) as new_buyers,
        cast(sales.quantity as decimal(38, 4)) as quantity,
        cast(sales.gross_amount as decimal(38, 4)) as gross_amount,
        cast(sales.discount_amount as decimal(38, 4)) as discount_amount,
        {{ retensi.safe_divide('sales.discount_amount', 'sales.gross_amount') }} as discount_rate,
        cast(sales.net_revenue as decimal(38, 4)) as net_revenue,
        cast(sales.margin as decimal(38, 4)) as margin,
        months.is_complete
    from sales
    inner join months on sales.month = months.month
    left join buyers
        on
            sales.sold = buyers.sold
            and sales.month = buyers.month
)

select * from final
{%- endmacro %}
