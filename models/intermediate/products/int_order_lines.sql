{{ config(**incremental_by_key(key='order_id', kinds=['orders', 'order_items'])) }}
{%- set amounts = ['gross_amount', 'discount_amount', 'net_revenue', 'margin'] %}

-- The amounts of an order divided among its lines: longer than other models, as what is left over is given away too.
with orders as (
    select * from {{ ref('retensi', 'int_orders_identified') }}
    where
        treatment in ('purchase', 'credit_note')
        and {{ is_changed('order_id', kinds=['orders', 'order_items']) }}
),

order_items as (
    select
        *,
        greatest(coalesce(amount, 0), 0) as weight
    from {{ ref('retensi', 'stg_order_items') }}
    where {{ is_changed('order_id', kinds=['orders', 'order_items']) }}
),

-- Where no line has an amount, all weigh the same; an order without lines is one line of nothing in particular.
weighed as (
    select
        orders.*,
        order_items.product_id,
        order_items.category,
        order_items.quantity,
        coalesce(order_items.line_number, 0) as line_number,
        case
            when sum(coalesce(order_items.weight, 0)) over (partition by orders.order_id) > 0
                then cast(order_items.weight * 10000 as bigint)
            else 1
        end as weight
    from orders
    left join order_items on orders.order_id = order_items.order_id
),

-- In ten-thousandths of the currency.
in_units as (
    select
        *,
        {%- for amount in amounts %}
        cast(cast({{ amount }} as decimal(19, 4)) * 10000 as bigint) as {{ amount }}_units,
        {%- endfor %}
        sum(weight) over (partition by order_id) as weight_of_order
    from weighed
),

parts as (
    select
        *,
        {%- for amount in amounts %}
        cast({{ part_of(amount ~ '_units', 'weight', 'weight_of_order') }} as bigint) as {{ amount }}_part,
        {%- endfor %}
        row_number() over (partition by order_id order by case when weight > 0 then 0 else 1 end, line_number) as place
    from in_units
),

left_over as (
    select
        *,
        {%- for amount in amounts %}
        cast({{ amount }}_units - sum({{ amount }}_part) over (partition by order_id) as bigint)
            as {{ amount }}_left,
        {%- endfor %}
        cast(0.0001 as decimal(5, 4)) as unit
    from parts
),

final as (
    select
        order_id,
        cast(line_number as bigint) as line_number,
        customer_id,
        ordered_at,
        order_date,
        treatment,
        {%- for amount in amounts %}
        -- What is left over goes to the first lines, a ten-thousandth each.
        cast(
            cast(
                {{ amount }}_part
                + case
                    when place <= {{ amount }}_left then 1
                    when place <= -{{ amount }}_left then -1
                    else 0
                end as decimal(18, 0)
            ) * unit as decimal(18, 4)
        ) as {{ amount }},
        {%- endfor %}
        product_id,
        category,
        quantity
    from left_over
)

select * from final
