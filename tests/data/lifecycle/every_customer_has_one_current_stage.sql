-- Every customer the shop knows is somewhere in the lifecycle, from the day of becoming known on, and nobody else is. A
-- customer without a stage would be missing from every count; a stage without a customer would be made up.
with history as (
    select
        customer_id,
        min(valid_from) as first_valid_from,
        sum(case when valid_to is null then 1 else 0 end) as current_spans
    from {{ ref('retensi', 'lifecycle_stage_history') }}
    group by customer_id
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
)

select
    customers.customer_id,
    customers.known_since,
    history.customer_id as customer_with_history,
    history.first_valid_from,
    history.current_spans
from customers
full outer join history
    on customers.customer_id = history.customer_id
where
    customers.customer_id is null
    or history.customer_id is null
    or history.first_valid_from <> customers.known_since
    or history.current_spans <> 1
