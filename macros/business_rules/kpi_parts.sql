{#-
    What the KPIs of a month are over several months: a dict of a KPI to `part` and `whole`, SQL over columns of kpis_by_month,
    which are added up and then divided; `whole` is none where the sum itself is the KPI. A KPI that is not here, such as a
    median, a number of people at the end of a month or one whom each month counts again, says nothing of several.
-#}
{% macro kpi_parts() -%}
    {%- set parts = {} %}
    {%- for kpi in [
        'lapsed_customers', 'new_customers', 'reactivated_customers', 'purchases', 'identified_purchases',
        'anonymous_purchases', 'first_time_buyers', 'repeat_purchases', 'net_revenue', 'net_revenue_of_purchases',
        'anonymous_net_revenue', 'margin', 'marketing_spend', 'nps_responses', 'nps_promoters', 'nps_detractors',
        'csat_responses', 'csat_satisfied', 'complaints_opened', 'complaints_answered', 'complaints_resolved',
    ] %}
        {%- do parts.update({kpi: {'part': kpi, 'whole': none}}) %}
    {%- endfor %}
    {%- for kpi, part, whole in [
        ('retention_rate', 'case when not is_warming_up then retained_customers end', 'opening_customers'),
        ('churn_rate', 'case when not is_warming_up then lapsed_customers end', 'opening_customers'),
        ('average_order_value', 'net_revenue_of_purchases', 'purchases'),
        ('revenue_per_customer', 'net_revenue - anonymous_net_revenue', 'buyers'),
        ('purchase_frequency', 'identified_purchases', 'buyers'),
        ('repeat_order_share', 'repeat_purchases', 'identified_purchases'),
        ('discount_only_buyer_share', 'discount_only_buyers', 'buyers'),
        ('customer_acquisition_cost', 'marketing_spend', 'first_time_buyers'),
        ('nps', '100 * (nps_promoters - nps_detractors)', 'nps_responses'),
        ('csat', 'csat_satisfied', 'csat_responses'),
    ] %}
        {%- do parts.update({kpi: {'part': part, 'whole': whole}}) %}
    {%- endfor %}
    {{- return(parts) }}
{%- endmacro %}
