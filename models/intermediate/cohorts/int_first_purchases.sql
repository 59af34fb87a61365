with orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where customer_id is not null
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

first_purchases as (
    select
        *,
        {{ days_between('order_date', '(select bounds.as_of from bounds)') }} as days_observed,
        sum(net_revenue) over (partition by {{ month_of('order_date') }}) as net_revenue_of_month,
        count(*) over (partition by {{ month_of('order_date') }}) as first_purchases_of_month
    from orders
    where is_first_order
),

-- A credit note dated before the first purchase belongs to no window.
came_of_it as (
    select
        first_purchases.customer_id,
        {%- for days in repurchase_windows() %}
        {%- set within = days_between('first_purchases.order_date', 'orders.order_date') ~ ' <= ' ~ days %}
        max(case when orders.order_number = 2 and {{ within }} then 1 else 0 end) as returned_{{ days }},
        sum(case when {{ within }} then orders.net_revenue else 0 end) as net_revenue_{{ days }},
        sum(case when {{ within }} then orders.margin else 0 end) as margin_{{ days }},
        {%- endfor %}
        count(orders.order_number) as purchases
    from first_purchases
    inner join orders
        on
            first_purchases.customer_id = orders.customer_id
            and first_purchases.order_date <= orders.order_date
    group by first_purchases.customer_id
),

-- What a window brings is unknown of those who were not watched for all of it.
final as (
    select
        first_purchases.customer_id,
        first_purchases.order_id,
        first_purchases.days_observed,
        customers.acquisition_channel,
        coalesce(first_purchases.channel, '(none)') as order_channel,
        coalesce(first_purchases.campaign_id, '(none)') as campaign_id,
        coalesce(customers.city, '(none)') as city,
        coalesce(customers.country, '(none)') as country,
        {%- for days in repurchase_windows() %}
        case when first_purchases.days_observed >= {{ days }} then came_of_it.returned_{{ days }} end
            as returned_{{ days }},
        case when first_purchases.days_observed >= {{ days }} then came_of_it.net_revenue_{{ days }} end
            as net_revenue_{{ days }},
        case when first_purchases.days_observed >= {{ days }} then came_of_it.margin_{{ days }} end
            as margin_{{ days }},
        {%- endfor %}
        case
            when first_purchases.discount_amount <= 0 then 'none'
            {%- for band, times in [('up_to_10', 10), ('up_to_25', 4), ('up_to_50', 2)] %}
            when first_purchases.discount_amount * {{ times }} <= first_purchases.gross_amount then '{{ band }}'
            {%- endfor %}
            else 'above_50'
        end as discount_band,
        -- Multiplied out instead of divided, so that no engine rounds.
        case
            {%- for band, times in [('half', 2), ('average', 1)] %}
            when
                cast(first_purchases.net_revenue as decimal(19, 4))
                * cast({{ times }} * first_purchases.first_purchases_of_month as decimal(12, 0))
                <= first_purchases.net_revenue_of_month
                then '{{ band }}'
            {%- endfor %}
            when
                cast(first_purchases.net_revenue as decimal(19, 4))
                * cast(first_purchases.first_purchases_of_month as decimal(12, 0))
                <= first_purchases.net_revenue_of_month + first_purchases.net_revenue_of_month
                then 'double'
            else 'above'
        end as basket_band
    from first_purchases
    inner join came_of_it on first_purchases.customer_id = came_of_it.customer_id
    inner join customers on first_purchases.customer_id = customers.customer_id
)

select * from final
