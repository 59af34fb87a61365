{{
    config(**incremental_by_key(
        key='order_id',
        kinds=['orders'],
        tracks={'person': "coalesce(customer_id, '')", 'buyer': buyer_id('customer_id', 'order_id')},
    ))
}}
{{ config(pre_hook="{{ retensi.note_identified_anew('orders', 'order_date') }}") }}

with as_of_day as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

orders as (
    select * from {{ ref('retensi', 'stg_orders') }}
    where {{ is_changed('order_id', kinds=['orders']) }}
),

identifiers as (
    select * from {{ ref('retensi', 'int_identifiers_owned') }}
),

identified as (
    select
        orders.*,
        coalesce(
            merged.customer_id, orders.customer_id, emails.customer_id, phones.customer_id, visitors.customer_id
        ) as resolved_customer_id
    from orders
    left join identifiers as merged on merged.kind = 'customer' and orders.customer_id = merged.identifier
    left join identifiers as emails on emails.kind = 'email' and orders.email_key = emails.identifier
    left join identifiers as phones on phones.kind = 'phone' and orders.phone_key = phones.identifier
    left join identifiers as visitors on visitors.kind = 'visitor' and orders.visitor_id = visitors.identifier
    -- Compared as a value: as a join it lets DuckDB take all orders for few, and hash them instead of people.
    where orders.order_date <= (select as_of_day.as_of from as_of_day)
),

-- A credit note takes back its whole amount, whatever its sign.
signed as (
    select
        *,
        case when treatment = 'credit_note' then -abs(gross_amount) else gross_amount end as signed_gross_amount
    from identified
),

with_revenue as (
    select
        *,
        signed_gross_amount - discount_amount - refunded_amount as net_revenue
    from signed
),

final as (
    select
        order_id,
        resolved_customer_id as customer_id,
        ordered_at,
        order_date,
        treatment,
        cast(signed_gross_amount as decimal(18, 4)) as gross_amount,
        cast(discount_amount as decimal(18, 4)) as discount_amount,
        cast(refunded_amount as decimal(18, 4)) as refunded_amount,
        cast(net_revenue as decimal(18, 4)) as net_revenue,
        cast(
            case
                when cost_amount is null
                    then round(net_revenue * cast({{ var('gross_margin_rate') }} as decimal(19, 6)), 4)
                -- What a returned article had cost comes back to the shop.
                when treatment = 'credit_note' then net_revenue + cost_amount
                else net_revenue - cost_amount
            end as decimal(18, 4)
        ) as margin,
        channel,
        campaign_id
    from with_revenue
)

select * from final
