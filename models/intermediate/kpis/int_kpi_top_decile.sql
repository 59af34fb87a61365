with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

revenue_spans as (
    select * from {{ ref('retensi', 'int_customer_revenue_spans') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

-- The one place with customers x months: a rank can change although nothing happened to the customer.
standings as (
    select
        months.month,
        customers.acquisition_channel,
        revenue_spans.net_revenue_to_date
    from revenue_spans
    inner join customers
        on revenue_spans.customer_id = customers.customer_id
    inner join months on {{ is_valid_on('months.month', 'revenue_spans') }}
),

-- Which of two equal customers comes first does not change a sum, so equal ones are left in any order.
ranked as (
    select
        month,
        'total' as breakdown,
        'all' as acquisition_channel,
        net_revenue_to_date,
        row_number() over (partition by month order by net_revenue_to_date desc) as revenue_rank,
        count(*) over (partition by month) as customers_ranked
    from standings
    union all
    select
        month,
        'acquisition_channel' as breakdown,
        acquisition_channel,
        net_revenue_to_date,
        row_number() over (partition by month, acquisition_channel order by net_revenue_to_date desc) as revenue_rank,
        count(*) over (partition by month, acquisition_channel) as customers_ranked
    from standings
),

judged as (
    select
        *,
        {{ is_in_top_decile('revenue_rank', 'customers_ranked') }} as is_top_decile
    from ranked
),

summed as (
    select
        month,
        breakdown,
        acquisition_channel,
        cast(count(*) as bigint) as customers_to_date,
        cast(sum(net_revenue_to_date) as decimal(38, 4)) as customer_net_revenue_to_date,
        cast(count(*) filter (where is_top_decile) as bigint) as top_decile_customers,
        cast(sum(net_revenue_to_date) filter (where is_top_decile) as decimal(38, 4)) as top_decile_net_revenue
    from judged
    group by
        month,
        breakdown,
        acquisition_channel
),

means as (
    select
        *,
        {{ safe_divide('top_decile_net_revenue', 'top_decile_customers') }} as top_decile_mean_revenue,
        {{ safe_divide(
            'customer_net_revenue_to_date - top_decile_net_revenue',
            'customers_to_date - top_decile_customers'
        ) }} as other_mean_revenue
    from summed
),

final as (
    select
        month,
        breakdown,
        acquisition_channel,
        customers_to_date,
        customer_net_revenue_to_date,
        top_decile_customers,
        top_decile_net_revenue,
        {{ safe_divide('top_decile_net_revenue', 'customer_net_revenue_to_date') }} as top_decile_revenue_share,
        {{ safe_divide('top_decile_mean_revenue', 'other_mean_revenue') }} as top_decile_spend_ratio
    from means
)

select * from final
