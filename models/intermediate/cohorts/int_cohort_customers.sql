with customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
    where first_order_date is not null
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

final as (
    {% for period_type in ['month', 'week'] %}
    select
        '{{ period_type }}' as period_type,
        customer_orders.customer_id,
        customers.acquisition_channel,
        {{ period_of(period_type, 'customer_orders.first_order_date') }} as cohort_start,
        {{ period_of(period_type, 'customer_orders.last_order_date') }} as last_period_start
    from customer_orders
    inner join customers
        on customer_orders.customer_id = customers.customer_id
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from final
