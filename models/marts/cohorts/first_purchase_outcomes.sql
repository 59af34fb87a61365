-- Longer than other models, as each figure is of those watched for its whole window.
with first_purchases as (
    select
        *,
        'all' as everybody
    from {{ ref('retensi', 'int_first_purchases') }}
),

lines_bought as (
    select
        order_lines.order_id,
        order_lines.product_id,
        order_lines.category
    from {{ ref('retensi', 'int_order_lines') }} as order_lines
    -- The table itself: DuckDB does not know how few rows a CTE has, and would hash all lines.
    inner join {{ ref('retensi', 'int_first_purchases') }} as customers on order_lines.order_id = customers.order_id
),

-- A first purchase of two products is a first purchase of each.
{% for column in ['product_id', 'category'] -%}
{{ column }}_bought as (
    select distinct
        order_id,
        {{ column }}
    from lines_bought
    where {{ column }} is not null
),

first_{{ column }} as (
    select
        first_purchases.*,
        {{ column }}_bought.{{ column }}
    from first_purchases
    inner join {{ column }}_bought on first_purchases.order_id = {{ column }}_bought.order_id
),

{% endfor -%}
counted as (
    {% for attribute, relation, column in [
        ('all', 'first_purchases', 'everybody'),
        ('acquisition_channel', 'first_purchases', 'acquisition_channel'),
        ('order_channel', 'first_purchases', 'order_channel'),
        ('campaign_id', 'first_purchases', 'campaign_id'),
        ('city', 'first_purchases', 'city'),
        ('country', 'first_purchases', 'country'),
        ('discount_band', 'first_purchases', 'discount_band'),
        ('basket_band', 'first_purchases', 'basket_band'),
        ('product', 'first_product_id', 'product_id'),
        ('category', 'first_category', 'category'),
    ] %}
    select
        '{{ attribute }}' as attribute,
        {{ column }} as attribute_value,
        {%- for days in repurchase_windows() %}
        count(returned_{{ days }}) as eligible_{{ days }},
        coalesce(sum(returned_{{ days }}), 0) as returned_{{ days }},
        coalesce(sum(net_revenue_{{ days }}), 0) as net_revenue_{{ days }},
        coalesce(sum(margin_{{ days }}), 0) as margin_{{ days }},
        {%- endfor %}
        count(*) as customers
    from {{ relation }}
    group by {{ column }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

by_window as (
    {% for days in repurchase_windows() %}
    select
        attribute,
        attribute_value,
        cast({{ days }} as bigint) as within_days,
        cast(customers as bigint) as customers,
        cast(eligible_{{ days }} as bigint) as eligible_customers,
        cast(returned_{{ days }} as bigint) as repurchased_customers,
        cast(net_revenue_{{ days }} as decimal(38, 4)) as net_revenue,
        cast(margin_{{ days }} as decimal(38, 4)) as margin
    from counted
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

of_all as (
    select
        within_days,
        {{ safe_divide('repurchased_customers', 'eligible_customers') }} as repurchase_rate_of_all
    from by_window
    where attribute = 'all'
),

final as (
    select
        by_window.attribute,
        by_window.attribute_value,
        by_window.within_days,
        by_window.customers,
        by_window.eligible_customers,
        by_window.repurchased_customers,
        {{ safe_divide('by_window.repurchased_customers', 'by_window.eligible_customers') }} as repurchase_rate,
        {{ wilson_bound('by_window.repurchased_customers', 'by_window.eligible_customers', 'lower') }}
            as repurchase_rate_low,
        {{ wilson_bound('by_window.repurchased_customers', 'by_window.eligible_customers', 'upper') }}
            as repurchase_rate_high,
        of_all.repurchase_rate_of_all,
        by_window.net_revenue,
        by_window.margin,
        {{ safe_divide('by_window.net_revenue', 'by_window.eligible_customers') }} as revenue_per_customer,
        {{ safe_divide('by_window.margin', 'by_window.eligible_customers') }} as margin_per_customer,
        by_window.eligible_customers < 30 as is_small
    from by_window
    inner join of_all on by_window.within_days = of_all.within_days
)

select * from final
