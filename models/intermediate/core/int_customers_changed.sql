-- depends_on: {{ ref('retensi', 'int_orders_identified') }}
-- depends_on: {{ ref('retensi', 'int_interactions_identified') }}
-- depends_on: {{ ref('retensi', 'int_customer_attributes') }}

with pending as (
    {{ pending_keys(['person', 'buyer']) }}
),

final as (
    select distinct changed_key
    from pending
)

select * from final
