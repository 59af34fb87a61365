-- Whose mail, phone or visitor id something is must be known as it is now, and for which days interactions are.
-- depends_on: {{ ref('retensi', 'int_identifiers_owned') }}
-- depends_on: {{ ref('retensi', 'int_as_of') }}

with pending as (
    {{ pending_keys(['interactions']) }}
),

interactions as (
    select * from {{ ref('retensi', 'stg_interactions') }}
),

final as (
    select changed_key
    from pending
    union
    select interaction_id as changed_key
    from interactions
    where
        {{ is_pending('customer_id', 'merged customer') }}
        or {{ is_pending('email_key', 'email') }}
        or {{ is_pending('phone_key', 'phone') }}
        or {{ is_pending('visitor_id', 'visitor') }}
        or {{ as_of_moved_over('interaction_date') }}
)

select * from final
