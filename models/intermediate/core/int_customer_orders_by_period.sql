{{ config(**incremental_by_key(key='customer_id', changed_in='int_customers_changed')) }}

with orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where
        customer_id is not null
        and {{ is_changed('customer_id', 'int_customers_changed') }}
),

final as (
    {% for period_type in ['month', 'week'] %}
    select
        '{{ period_type }}' as period_type,
        {{ period_of(period_type, 'order_date') }} as period_start,
        customer_id,
        cast(count(*) filter (where treatment = 'purchase') as bigint) as purchases,
        cast(count(*) filter (where treatment = 'purchase' and discount_amount <= 0) as bigint) as full_price_purchases,
        cast(sum(case when treatment = 'purchase' then net_revenue else 0 end) as decimal(38, 4))
            as net_revenue_of_purchases,
        cast(sum(net_revenue) as decimal(38, 4)) as net_revenue,
        cast(sum(margin) as decimal(38, 4)) as margin
    from orders
    group by
        {{ period_of(period_type, 'order_date') }},
        customer_id
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from final
