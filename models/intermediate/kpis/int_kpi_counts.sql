{%- set counts = [
    'purchases', 'identified_purchases', 'anonymous_purchases', 'buyers', 'discount_only_buyers', 'first_time_buyers',
    'repeat_purchases', 'new_customers', 'reactivated_customers', 'lapsed_customers',
] -%}
{%- set amounts = ['net_revenue_of_purchases', 'net_revenue', 'anonymous_net_revenue', 'margin'] -%}
{%- set active = "('new', 'repeat', 'at_risk')" -%}

-- All that adds up over months and channels, each source summed to both first: longer than other models.
with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

sales as (
    select * from {{ ref('retensi', 'int_kpi_sales') }}
),

changes as (
    select * from {{ ref('retensi', 'int_lifecycle_changes_by_month') }}
),

marketing_spend as (
    select * from {{ ref('retensi', 'stg_marketing_spend') }}
),

bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

presence as (
    select coalesce(bool_or(is_present) filter (where input = 'marketing_spend'), false) as has_marketing_spend
    from {{ ref('retensi', 'input_presence') }}
),

-- Who became active and who stopped being it between two month ends.
customers_moved as (
    select
        changes.month,
        customers.acquisition_channel,
        count(*) filter (
            where changes.opening_stage in ('none', 'lead') and changes.closing_stage in {{ active }}
        ) as new_customers,
        count(*) filter (
            where changes.opening_stage = 'inactive' and changes.closing_stage in {{ active }}
        ) as reactivated_customers,
        count(*) filter (
            where changes.opening_stage in {{ active }} and changes.closing_stage not in {{ active }}
        ) as lapsed_customers
    from changes
    inner join customers
        on changes.customer_id = customers.customer_id
    group by
        changes.month,
        customers.acquisition_channel
),

spend as (
    select
        {{ month_of('marketing_spend.spend_date') }} as month,
        coalesce(nullif(lower(trim(marketing_spend.channel)), ''), 'unknown') as acquisition_channel,
        sum(marketing_spend.amount) as marketing_spend
    from marketing_spend
    cross join bounds
    where marketing_spend.spend_date <= bounds.as_of
    group by
        {{ month_of('marketing_spend.spend_date') }},
        coalesce(nullif(lower(trim(marketing_spend.channel)), ''), 'unknown')
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
    {%- for source in ['sales', 'customers_moved', 'spend'] %}
    left join {{ source }}
        on
            months.month = {{ source }}.month
            and channels.acquisition_channel = {{ source }}.acquisition_channel
    {%- endfor %}
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
