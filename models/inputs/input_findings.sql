{%- for input in input_contract() %}
-- depends_on: {{ ref('retensi', 'received_' ~ input) }}
-- depends_on: {{ ref('retensi', 'checked_' ~ input) }}
{%- endfor %}

-- What several rules read is read once.
with accepted_orders as (
    select
        orders._row_id,
        orders.order_id,
        orders.customer_id,
        orders.email,
        orders.visitor_id,
        orders.ordered_at,
        orders.treatment,
        orders.gross_amount,
        orders.discount_amount,
        orders.refunded_amount,
        coalesce(orders.currency, '{{ var("reporting_currency") }}') as currency
    from {{ ref('retensi', 'checked_orders') }} as orders
    where orders.row_status = 'accepted'
),

accepted_customers as (
    select
        customers.customer_id,
        customers.email
    from {{ ref('retensi', 'checked_customers') }} as customers
    where customers.row_status = 'accepted'
),

interaction_ids as (
    {%- for column in ['customer_id', 'visitor_id'] %}
    select
        '{{ column }}' as column_name,
        interactions.{{ column }} as id,
        count(*) as row_count
    from {{ ref('retensi', 'checked_interactions') }} as interactions
    where interactions.row_status = 'accepted' and interactions.{{ column }} is not null
    group by interactions.{{ column }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

accepted_order_items as (
    select
        order_items.order_id,
        order_items.amount
    from {{ ref('retensi', 'checked_order_items') }} as order_items
    where order_items.row_status = 'accepted'
),

orders_by_status as (
    select
        status,
        treatment,
        quarantine_reason,
        currency,
        count(*) as row_count,
        coalesce(sum(gross_amount) filter (where gross_amount > 0), 0) as amount
    from (
        select
            orders.status,
            -- Where an order never came about for another reason than its status, the status says nothing.
            case
                when
                    orders.is_test or orders.cancelled_at is not null
                    {%- if var('zero_value_orders') == 'ignored' %}
                    or orders.gross_amount = 0
                    {%- endif %}
                    then 'ignored, whatever its status'
                else orders.treatment
            end as treatment,
            orders.quarantine_reason,
            coalesce(orders.currency, '{{ var("reporting_currency") }}') as currency,
            orders.gross_amount
        from {{ ref('retensi', 'checked_orders') }} as orders
        where orders.row_status = 'accepted' or orders.quarantine_reason = 'unknown_status'
    ) as orders
    group by
        status,
        treatment,
        quarantine_reason,
        currency
),

counted_orders as (
    select
        count(*) filter (where treatment = 'purchase') as purchases,
        count(*) filter (where treatment = 'purchase' and gross_amount = 0) as of_no_value,
        count(*) filter (
            where
                treatment = 'purchase' and customer_id is null and email is null and visitor_id is null
                and {{ phone_number('phone') }} is null
        ) as without_person,
        {%- for column in ['discount_amount', 'refunded_amount', 'cost_amount'] %}
        count(*) filter (where {{ column }} < 0) as {{ column }}_below,
        count(*) filter (where {{ column }} <> 0) as {{ column }}_given{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('retensi', 'checked_orders') }} as orders
    where orders.row_status = 'accepted'
),

final as (
    {%- for rule, input in findings_to_look_for() %}
    {%- set query = finding_query(rule.name, input) %}
    {%- if query %}
    {{ finding_row(rule, input, query) }}
    union all
    {%- endif %}
    {%- endfor %}
    select
        cast(null as {{ dbt.type_string() }}) as input,
        cast(null as {{ dbt.type_string() }}) as finding,
        cast(null as {{ dbt.type_string() }}) as severity,
        cast(null as bigint) as row_count,
        cast(null as {{ double_type() }}) as share,
        cast(null as {{ dbt.type_string() }}) as says,
        cast(null as {{ dbt.type_string() }}) as examples,
        cast(null as {{ dbt.type_string() }}) as effect,
        cast(null as {{ dbt.type_string() }}) as advice,
        cast(null as {{ dbt.type_string() }}) as says_id,
        cast(null as {{ dbt.type_string() }}) as effect_id,
        cast(null as {{ dbt.type_string() }}) as advice_id
    where 1 = 0
)

select * from final
