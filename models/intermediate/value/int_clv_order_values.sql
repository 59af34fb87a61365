with customers as (
    select * from {{ ref('retensi', 'int_clv_customers') }}
    where
        frequency > 0
        and repeat_net_revenue > 0
),

order_values as (
    select
        fit,
        frequency,
        repeat_net_revenue,
        count(*) as customers
    from customers
    group by
        fit,
        frequency,
        repeat_net_revenue
),

ordered as (
    select
        *,
        count(*) over (partition by fit) as values_of_fit,
        sum(customers) over (partition by fit) as customers_of_fit,
        sum(customers) over (
            partition by fit
            order by frequency, repeat_net_revenue
            rows between unbounded preceding and current row
        ) as customers_up_to_here
    from order_values
),

final as (
    select
        fit,
        frequency,
        cast(repeat_net_revenue as {{ double_type() }}) / frequency as mean_value,
        cast(customers as bigint) as customers,
        {{ evenly_chosen('customers', 'customers_up_to_here', 'customers_of_fit', 'values_of_fit') }}
            as customers_fitted
    from ordered
)

select * from final
