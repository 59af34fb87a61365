with summed as (
    select
        customer_id,
        min(ordered_at) filter (where treatment = 'purchase') as first_order_at,
        max(ordered_at) filter (where treatment = 'purchase') as last_order_at,
        min(order_date) filter (where treatment = 'purchase') as first_order_date,
        max(order_date) filter (where treatment = 'purchase') as last_order_date,
        cast(count(*) filter (where treatment = 'purchase') as bigint) as order_count,
        cast(sum(case when treatment = 'purchase' then net_revenue else 0 end) as decimal(38, 4))
            as net_revenue_of_purchases,
        cast(sum(case when treatment = 'purchase' then gross_amount else 0 end) as decimal(38, 4)) as gross_amount,
        cast(sum(case when treatment = 'purchase' then discount_amount else 0 end) as decimal(38, 4))
            as discount_amount,
        cast(sum(net_revenue) as decimal(38, 4)) as net_revenue,
        cast(sum(margin) as decimal(38, 4)) as margin,
        -- Two purchases on one day are one visit: only purchases that start a new day have a gap to the day before.
        cast(count(*) filter (where is_first_order or days_since_previous_order > 0) as bigint) as purchase_days,
        case
            when count(*) filter (where is_first_order or days_since_previous_order > 0) >= 3
                then {{ median('case when days_since_previous_order > 0 then days_since_previous_order end') }}
        end as typical_days_between_orders
    from {{ ref('retensi', 'int_orders_sequenced') }}
    where customer_id is not null
    group by customer_id
),

final as (
    select
        *,
        order_count > 0 and {{ is_in_top_decile('row_number() over by_revenue', 'count(*) over everybody') }}
            as is_top_decile
    from summed
    window
        everybody as (partition by order_count > 0),
        by_revenue as (partition by order_count > 0 order by net_revenue desc, customer_id asc)
)

select * from final
