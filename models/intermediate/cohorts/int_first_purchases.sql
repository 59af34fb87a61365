{%- set as_of = '(select known.as_of from ' ~ ref('retensi', 'int_as_of') ~ ' as known)' -%}
with orders as (
    select
        *,
        min(case when is_first_order then order_date end) over (partition by customer_id) as first_order_date
    from {{ ref('retensi', 'int_orders_sequenced') }}
    where customer_id is not null
),

first_purchases as (
    select
        *,
        {{ days_between('order_date', as_of) }} as days_observed,
        sum(net_revenue) over (partition by {{ month_of('order_date') }}) as net_revenue_of_month,
        -- Multiplied out instead of dividing the month's, so that no engine rounds.
        cast(net_revenue as decimal(19, 4))
        * cast(count(*) over (partition by {{ month_of('order_date') }}) as decimal(12, 0)) as times_of_mean
    from orders
    where is_first_order
),

-- A credit note dated before the first purchase belongs to no window.
came_of_it as (
    select
        {%- for days in repurchase_windows() %}
        {%- set within = days_between('first_order_date', 'order_date') ~ ' <= ' ~ days %}
        max(case when order_number = 2 and {{ within }} then 1 else 0 end) as returned_{{ days }},
        sum(case when {{ within }} then net_revenue else 0 end) as net_revenue_{{ days }},
        sum(case when {{ within }} then margin else 0 end) as margin_{{ days }},
        {%- endfor %}
        customer_id
    from orders
    where order_date >= first_order_date
    group by customer_id
),

-- What a window brings is unknown of those who were not watched for all of it.
final as (
    select
        first_purchases.customer_id,
        first_purchases.order_id,
        first_purchases.order_date as first_order_date,
        first_purchases.days_observed,
        customers.acquisition_channel,
        coalesce(first_purchases.channel, '(none)') as order_channel,
        coalesce(first_purchases.campaign_id, '(none)') as campaign_id,
        coalesce(customers.city, '(none)') as city,
        coalesce(customers.country, '(none)') as country,
        {%- for days in repurchase_windows() %}
        {%- for figure in ['returned', 'net_revenue', 'margin'] %}
        case when first_purchases.days_observed >= {{ days }} then came_of_it.{{ figure }}_{{ days }} end
            as {{ figure }}_{{ days }},
        {%- endfor %}
        {%- endfor %}
        case
            when first_purchases.discount_amount <= 0 then 'none'
            {%- for band, times in [('up_to_10', 10), ('up_to_25', 4), ('up_to_50', 2)] %}
            when first_purchases.discount_amount * {{ times }} <= first_purchases.gross_amount then '{{ band }}'
            {%- endfor %}
            else 'above_50'
        end as discount_band,
        case
            when first_purchases.times_of_mean <= first_purchases.net_revenue_of_month - first_purchases.times_of_mean
                then 'half'
            when first_purchases.times_of_mean <= first_purchases.net_revenue_of_month then 'average'
            when
                first_purchases.times_of_mean - first_purchases.net_revenue_of_month
                <= first_purchases.net_revenue_of_month
                then 'double'
            else 'above'
        end as basket_band
    from first_purchases
    inner join came_of_it on first_purchases.customer_id = came_of_it.customer_id
    inner join {{ ref('retensi', 'int_customers_known') }} as customers
        on first_purchases.customer_id = customers.customer_id
)

select * from final
