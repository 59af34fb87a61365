-- A split by channel that does not add up makes two teams argue over two truths. Medians, ratios and the top decile of
-- a channel do not add up and are left out.
{%- set measures = [
    'opening_customers', 'retained_customers', 'lapsed_customers', 'new_customers', 'reactivated_customers',
    'closing_customers', 'purchases', 'identified_purchases', 'anonymous_purchases', 'buyers', 'discount_only_buyers',
    'first_time_buyers', 'repeat_purchases', 'net_revenue', 'net_revenue_of_purchases', 'anonymous_net_revenue', 'margin',
    'margin_to_date', 'customers_to_date', 'customer_net_revenue_to_date', 'marketing_spend', 'nps_responses', 'nps_promoters',
    'nps_detractors', 'csat_responses', 'csat_satisfied', 'leads_with_negative_feedback', 'complaints_opened',
    'complaints_answered', 'complaints_resolved',
] %}
with by_channel as (
    select
        {% for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {% endfor %}
        month
    from {{ ref('retensi', 'kpis_by_channel') }}
    group by month
),

by_month as (
    select * from {{ ref('retensi', 'kpis_by_month') }}
)

select coalesce(by_month.month, by_channel.month) as month
from by_month
full outer join by_channel
    on by_month.month = by_channel.month
where
    by_month.month is null
    or by_channel.month is null
    {% for measure in measures %}
    or by_month.{{ measure }} is distinct from by_channel.{{ measure }}
    {% endfor %}
