-- Every day of a month is there, and its days are the month. A buyer of two days is in both, so buyers only bound one
-- another: no day has more of them than purchases with a customer, nor do all days have fewer than the month.
{%- set measures = [
    'purchases', 'identified_purchases', 'anonymous_purchases', 'first_time_buyers', 'repeat_purchases', 'net_revenue',
    'net_revenue_of_purchases', 'anonymous_net_revenue', 'margin',
] %}
with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

kpis as (
    select * from {{ ref('retensi', 'kpis_by_month') }}
),

sales as (
    select
        {{ month_of('day') }} as month,
        count(*) as day_count,
        {% for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {% endfor %}
        sum(buyers) as buyers,
        count(*) filter (
            where
            purchases <> identified_purchases + anonymous_purchases
            or identified_purchases <> first_time_buyers + repeat_purchases
            or buyers > identified_purchases
            or buyers < first_time_buyers
        ) as impossible_days
    from {{ ref('retensi', 'sales_by_day') }}
    group by {{ month_of('day') }}
)

select coalesce(kpis.month, sales.month) as month
from kpis
full outer join sales
    on kpis.month = sales.month
left join months
    on kpis.month = months.month
where
    kpis.month is null
    or sales.month is null
    or months.month is null
    or sales.day_count <> {{ days_between('months.month', 'months.month_end') }} + 1
    or sales.buyers < kpis.buyers
    or sales.impossible_days > 0
    {% for measure in measures %}
    or kpis.{{ measure }} is distinct from sales.{{ measure }}
    {% endfor %}
