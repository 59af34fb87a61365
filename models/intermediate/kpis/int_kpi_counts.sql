{%- set counts = [
    'purchases', 'identified_purchases', 'anonymous_purchases', 'buyers', 'first_time_buyers', 'repeat_purchases',
    'new_customers', 'reactivated_customers', 'lapsed_customers',
] -%}
{%- set amounts = ['net_revenue_of_purchases', 'net_revenue', 'anonymous_net_revenue', 'margin'] -%}

with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

sales as (
    select * from {{ ref('retensi', 'int_kpi_sales') }}
),

customers_moved as (
    select * from {{ ref('retensi', 'int_kpi_customers_moved') }}
),

spend as (
    select * from {{ ref('retensi', 'int_kpi_spend') }}
),

presence as (
    select coalesce(bool_or(is_present) filter (where input = 'marketing_spend'), false) as has_marketing_spend
    from {{ ref('retensi', 'input_presence') }}
),

-- Anonymous sales may come any day, and a shop of nothing but such sales still has its months.
channels as (
    select 'anonymous' as acquisition_channel
    union distinct
    select acquisition_channel from customers
    union distinct
    select acquisition_channel from spend
),

-- Every channel has a row in every month; what a source does not mention is a zero.
dense as (
    select
        months.month,
        channels.acquisition_channel,
        {% for measure in counts + amounts %}
        coalesce({{ measure }}, 0) as {{ measure }},
        {% endfor %}
        case when presence.has_marketing_spend then coalesce(spend.marketing_spend, 0) end as marketing_spend,
        months.is_complete
    from months
    cross join channels
    cross join presence
    left join sales
        on
            months.month = sales.month
            and channels.acquisition_channel = sales.acquisition_channel
    left join customers_moved
        on
            months.month = customers_moved.month
            and channels.acquisition_channel = customers_moved.acquisition_channel
    left join spend
        on
            months.month = spend.month
            and channels.acquisition_channel = spend.acquisition_channel
),

summed as (
    select
        month,
        case when grouping(acquisition_channel) = 1 then 'total' else 'acquisition_channel' end as breakdown,
        case when grouping(acquisition_channel) = 1 then 'all' else acquisition_channel end as acquisition_channel,
        {% for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {% endfor %}
        {% for amount in amounts + ['marketing_spend'] %}
        cast(sum({{ amount }}) as decimal(38, 4)) as {{ amount }},
        {% endfor %}
        is_complete
    from dense
    group by
        month,
        is_complete,
        rollup(acquisition_channel)
),

final as (
    select
        *,
        cast(sum(new_customers + reactivated_customers - lapsed_customers) over up_to_here as bigint)
            as closing_customers,
        cast(sum(margin) over up_to_here as decimal(38, 4)) as margin_to_date
    from summed
    window
        up_to_here as (
            partition by breakdown, acquisition_channel
            order by month
            rows between unbounded preceding and current row
        )
)

select * from final
