{%- set feedback_counts = [
    'nps_responses', 'nps_promoters', 'nps_detractors', 'csat_responses', 'csat_satisfied',
    'leads_with_negative_feedback', 'complaints_opened', 'complaints_answered', 'complaints_resolved',
] -%}

-- All figures of a month in one list, each ratio beside what it divides: longer than other models.
with counts as (
    select * from {{ ref('retensi', 'int_kpi_counts') }}
),

feedback as (
    select * from {{ ref('retensi', 'int_kpi_feedback') }}
),

top_decile as (
    select * from {{ ref('retensi', 'int_kpi_top_decile') }}
),

scores as (
    select * from {{ ref('retensi', 'int_clv_scores') }}
    where fit = 'current'
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

warmed_up as (
    select * from {{ ref('retensi', 'int_channels_warmed_up') }}
),

presence as (
    select coalesce(bool_or(is_present) filter (where input = 'interactions'), false) as has_interactions
    from {{ ref('retensi', 'input_presence') }}
),

-- Of the customers whose first purchase was in the month.
predicted as (
    select
        {{ month_of('customer_orders.first_order_date') }} as month,
        case when grouping(customers.acquisition_channel) = 1 then 'total' else 'acquisition_channel' end as breakdown,
        case when grouping(customers.acquisition_channel) = 1 then 'all' else customers.acquisition_channel end
            as acquisition_channel,
        sum(scores.predicted_clv) as predicted_clv_sum
    from scores
    inner join customer_orders
        on scores.customer_id = customer_orders.customer_id
    inner join customers
        on scores.customer_id = customers.customer_id
    group by
        {{ month_of('customer_orders.first_order_date') }},
        rollup(customers.acquisition_channel)
),

measures as (
    select
        counts.*,
        counts.closing_customers - counts.new_customers - counts.reactivated_customers as retained_customers,
        counts.closing_customers - counts.new_customers - counts.reactivated_customers + counts.lapsed_customers
            as opening_customers,
        {% for count in feedback_counts %}
        case when presence.has_interactions then coalesce(feedback.{{ count }}, 0) end as {{ count }},
        {% endfor %}
        feedback.median_first_response_hours,
        feedback.median_resolution_hours,
        coalesce(top_decile.customers_to_date, 0) as customers_to_date,
        coalesce(top_decile.top_decile_customers, 0) as top_decile_customers,
        cast(coalesce(top_decile.customer_net_revenue_to_date, 0) as decimal(38, 4)) as customer_net_revenue_to_date,
        cast(coalesce(top_decile.top_decile_net_revenue, 0) as decimal(38, 4)) as top_decile_net_revenue,
        top_decile.top_decile_revenue_share,
        top_decile.top_decile_spend_ratio,
        predicted.predicted_clv_sum,
        coalesce(months.month_end < warmed_up.warmed_up_on, true) as is_warming_up
    from counts
    inner join months
        on counts.month = months.month
    cross join presence
    left join warmed_up
        on
            counts.breakdown = warmed_up.breakdown
            and counts.acquisition_channel = warmed_up.acquisition_channel
    {%- for source in ['feedback', 'top_decile', 'predicted'] %}
    left join {{ source }}
        on
            counts.month = {{ source }}.month
            and counts.breakdown = {{ source }}.breakdown
            and counts.acquisition_channel = {{ source }}.acquisition_channel
    {%- endfor %}
),

ratios as (
    select
        *,
        {{ safe_divide('retained_customers', 'opening_customers') }} as retention_rate,
        {{ safe_divide('lapsed_customers', 'opening_customers') }} as churn_rate,
        {{ safe_divide('net_revenue_of_purchases', 'purchases') }} as average_order_value,
        {{ safe_divide('net_revenue - anonymous_net_revenue', 'buyers') }} as revenue_per_customer,
        {{ safe_divide('identified_purchases', 'buyers') }} as purchase_frequency,
        {{ safe_divide('repeat_purchases', 'identified_purchases') }} as repeat_order_share,
        {{ safe_divide('discount_only_buyers', 'buyers') }} as discount_only_buyer_share,
        {{ safe_divide('marketing_spend', 'first_time_buyers') }} as customer_acquisition_cost,
        {{ safe_divide('margin_to_date', 'customers_to_date') }} as historic_clv,
        {{ safe_divide('predicted_clv_sum', 'first_time_buyers') }} as predicted_clv,
        {{ safe_divide('identified_purchases', 'closing_customers') }} as purchases_per_active_customer,
        {{ safe_divide('margin', 'net_revenue') }} as margin_rate,
        {{ safe_divide('nps_promoters - nps_detractors', 'nps_responses') }} * 100 as nps,
        {{ safe_divide('csat_satisfied', 'csat_responses') }} as csat
    from measures
),

projected as (
    select
        *,
        {{ safe_divide('average_order_value * purchases_per_active_customer * margin_rate', 'churn_rate') }}
            as projected_clv
    from ratios
),

final as (
    select
        *,
        {{ safe_divide('projected_clv', 'customer_acquisition_cost') }} as clv_to_cac
    from projected
)

-- The columns are listed where they are published: in the marts and their contracts.
select * from final  -- noqa: AM04
