-- A customer is in exactly one stage on every day since becoming known: whoever counts customers by stage would
-- otherwise count somebody twice or not at all. Spans must follow each other, and only the last one may be open.
with history as (
    select * from {{ ref('retensi', 'lifecycle_stage_history') }}
),

compared as (
    select
        history.customer_id,
        history.valid_from,
        history.valid_to,
        history.lifecycle_stage,
        lead(history.valid_from) over (
            partition by history.customer_id
            order by history.valid_from
        ) as next_valid_from,
        lag(history.lifecycle_stage) over (
            partition by history.customer_id
            order by history.valid_from
        ) as previous_stage
    from history
)

select
    customer_id,
    valid_from,
    valid_to,
    next_valid_from,
    lifecycle_stage,
    previous_stage
from compared
where
    valid_to is distinct from next_valid_from
    or valid_to <= valid_from
    or previous_stage = lifecycle_stage
