-- Whoever ends the month in a stage came from somewhere: the transitions into a stage add up to the customers in it.
with arrived as (
    select
        month,
        to_stage as lifecycle_stage,
        sum(customer_count) as customers
    from {{ ref('retensi', 'lifecycle_transitions_by_month') }}
    group by
        month,
        to_stage
),

by_month as (
    select * from {{ ref('retensi', 'lifecycle_stages_by_month') }}
)

select
    arrived.month,
    arrived.lifecycle_stage,
    arrived.customers,
    by_month.month as expected_month,
    by_month.customer_count
from arrived
full outer join by_month
    on
        arrived.month = by_month.month
        and arrived.lifecycle_stage = by_month.lifecycle_stage
where arrived.customers is distinct from by_month.customer_count
