{{ config(pre_hook="{{ retensi.refuse_unknown_attributes(ref('cohort_attributes')) }}") }}

-- One step after the other: longer than other models, as lines of the first purchase have to become one value.
with first_purchases as (
    select
        *,
        {{ month_of('first_order_date') }} as cohort_month
    from {{ ref('retensi', 'int_first_purchases') }}
),

lines_bought as (
    select
        customers.customer_id,
        order_lines.product_id,
        order_lines.category,
        order_lines.gross_amount
    from {{ ref('retensi', 'int_order_lines') }} as order_lines
    inner join {{ ref('retensi', 'int_first_purchases') }} as customers on order_lines.order_id = customers.order_id
),

-- A customer is counted once: by what most of the first purchase was spent on.
{% for column in ['product_id', 'category'] -%}
ranked_{{ column }} as (
    select
        customer_id,
        {{ column }},
        row_number() over (partition by customer_id order by sum(gross_amount) desc, {{ column }} asc) as place
    from lines_bought
    where {{ column }} is not null
    group by
        customer_id,
        {{ column }}
),

{% endfor -%}
customers as (
    select
        first_purchases.*,
        coalesce(ranked_product_id.product_id, '(none)') as product_id,
        coalesce(ranked_category.category, '(none)') as category
    from first_purchases
    left join ranked_product_id
        on first_purchases.customer_id = ranked_product_id.customer_id and ranked_product_id.place = 1
    left join ranked_category
        on first_purchases.customer_id = ranked_category.customer_id and ranked_category.place = 1
),

chosen as (
    select distinct attribute from {{ ref('cohort_attributes') }}
),

members as (
    {% for attribute, column in retensi.cohort_attributes_known().items() %}
    select
        chosen.attribute,
        customers.{{ column }} as attribute_value,
        customers.cohort_month,
        customers.customer_id
    from customers
    inner join chosen on chosen.attribute = '{{ attribute }}'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

by_value as (
    select
        attribute,
        attribute_value,
        cohort_month,
        count(*) as members,
        sum(count(*)) over (partition by attribute, cohort_month) as members_of_cohort
    from members
    group by
        attribute,
        attribute_value,
        cohort_month
),

-- By size within the cohort, which stays as it is once its month is over; so a cohort has at most 100 values.
final as (
    select
        members.attribute,
        case when by_value.members * 100 >= by_value.members_of_cohort then members.attribute_value else '(other)' end
            as attribute_value,
        members.cohort_month,
        members.customer_id
    from members
    inner join by_value
        on
            members.attribute = by_value.attribute
            and members.attribute_value = by_value.attribute_value
            and members.cohort_month = by_value.cohort_month
    union all
    select
        'acquisition_channel' as attribute,
        acquisition_channel as attribute_value,
        cohort_month,
        customer_id
    from first_purchases
)

select * from final
