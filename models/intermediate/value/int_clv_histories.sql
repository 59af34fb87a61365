with customers as (
    select * from {{ ref('retensi', 'int_clv_customers') }}
),

histories as (
    select
        fit,
        frequency,
        recency_days,
        age_days,
        count(*) as customers
    from customers
    group by
        fit,
        frequency,
        recency_days,
        age_days
),

ordered as (
    select
        *,
        count(*) over (partition by fit) as histories_of_fit,
        sum(customers) over (partition by fit) as customers_of_fit,
        sum(customers) over (
            partition by fit
            order by frequency, recency_days, age_days
            rows between unbounded preceding and current row
        ) as customers_up_to_here
    from histories
),

final as (
    select
        fit,
        frequency,
        recency_days,
        age_days,
        cast(customers as bigint) as customers,
        {{ evenly_chosen('customers', 'customers_up_to_here', 'customers_of_fit', 'histories_of_fit') }}
            as customers_fitted
    from ordered
)

select * from final
