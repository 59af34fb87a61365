-- Whose visitor somebody is must be known as it is now, and for which days interactions are.
-- depends_on: {{ ref('retensi', 'int_customers_merged_into') }}
-- depends_on: {{ ref('retensi', 'int_visitors_owned') }}
-- depends_on: {{ ref('retensi', 'int_as_of') }}

with pending as (
    {{ pending_keys(['interactions', 'merged customer', 'visitor']) }}
),

interactions as (
    select * from {{ ref('retensi', 'stg_interactions') }}
),

final as (
    select key
    from pending
    where kind = 'interactions'
    union
    select interaction_id as key
    from interactions
    where
        customer_id in (select pending.key from pending where pending.kind = 'merged customer')
        or visitor_id in (select pending.key from pending where pending.kind = 'visitor')
        or {{ as_of_moved_over('interaction_date') }}
)

select * from final
