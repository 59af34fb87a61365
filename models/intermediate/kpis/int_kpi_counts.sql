{%- set counts = [
    'purchases', 'identified_purchases', 'anonymous_purchases', 'buyers', 'first_time_buyers', 'repeat_purchases',
    'new_customers', 'reactivated_customers', 'lapsed_customers',
    'nps_responses', 'nps_promoters', 'nps_detractors', 'csat_responses', 'csat_satisfied',
    'leads_with_negative_feedback',
] -%}
{%- set amounts = [
    'net_revenue_of_purchases', 'net_revenue', 'anonymous_net_revenue', 'margin', 'marketing_spend',
] -%}

with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

sales as (
    select * from {{ ref('retensi', 'int_kpi_sales') }}
),

customers_moved as (
    select * from {{ ref('retensi', 'int_kpi_customers_moved') }}
),

scores as (
    select * from {{ ref('retensi', 'int_kpi_scores') }}
),

unhappy_leads as (
    select * from {{ ref('retensi', 'int_kpi_unhappy_leads') }}
),

spend as (
    select * from {{ ref('retensi', 'int_kpi_spend') }}
),

channels as (
    select * from {{ ref('retensi', 'int_kpi_channels') }}
),

-- Every channel has a row in every month; what a source does not mention is a zero.
dense as (
    select
        months.month,
        channels.acquisition_channel,
        {% for measure in counts + amounts %}
        coalesce({{ measure }}, 0) as {{ measure }},
        {% endfor %}
        months.is_complete
    from months
    cross join channels
    left join sales
        on
            months.month = sales.month
            and channels.acquisition_channel = sales.acquisition_channel
    left join customers_moved
        on
            months.month = customers_moved.month
            and channels.acquisition_channel = customers_moved.acquisition_channel
    left join scores
        on
            months.month = scores.month
            and channels.acquisition_channel = scores.acquisition_channel
    left join unhappy_leads
        on
            months.month = unhappy_leads.month
            and channels.acquisition_channel = unhappy_leads.acquisition_channel
    left join spend
        on
            months.month = spend.month
            and channels.acquisition_channel = spend.acquisition_channel
),

by_breakdown as (
    select
        *,
        'acquisition_channel' as breakdown,
        acquisition_channel as breakdown_value
    from dense
    union all
    select
        *,
        'total' as breakdown,
        'all' as breakdown_value
    from dense
),

final as (
    select
        month,
        breakdown,
        breakdown_value as acquisition_channel,
        {% for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {% endfor %}
        {% for amount in amounts %}
        cast(sum({{ amount }}) as decimal(38, 4)) as {{ amount }},
        {% endfor %}
        is_complete
    from by_breakdown
    group by
        month,
        breakdown,
        breakdown_value,
        is_complete
)

select * from final
