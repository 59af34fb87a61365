-- A customer is called a detractor by the latest answer, not by an earlier one or by nobody's.
with latest as (
    select
        customer_id,
        max(occurred_at) as answered_at
    from {{ ref('retensi', 'interactions') }}
    where
        interaction_type = 'nps_response'
        and customer_id is not null
    group by customer_id
)

select
    customers.customer_id,
    customers.last_nps
from {{ ref('retensi', 'customers') }} as customers
left join latest
    on customers.customer_id = latest.customer_id
left join {{ ref('retensi', 'interactions') }} as interactions
    on
        latest.customer_id = interactions.customer_id
        and latest.answered_at = interactions.occurred_at
        and interactions.interaction_type = 'nps_response'
        and customers.last_nps = interactions.value
where
    (latest.customer_id is null) <> (customers.last_nps is null)
    or (latest.customer_id is not null and interactions.interaction_id is null)
