{{ config(meta={'dagster': {'ref': {'name': 'reactivation_audience', 'package': 'retensi'}}}) }}
-- The list to win back and the list of customers must agree on who is lost, for how long and what they were worth. Who
-- asked to be forgotten is lost for good.
with lost as (
    select * from {{ ref('retensi', 'customers') }}
    where
        lifecycle_stage = 'inactive'
        and net_revenue > 0
        and not {{ retensi.is_erased('customer_id') }}
)

select
    coalesce(lost.customer_id, audience.customer_id) as customer_id,
    lost.stage_since,
    audience.inactive_since
from lost
full outer join {{ ref('retensi', 'reactivation_audience') }} as audience on lost.customer_id = audience.customer_id
where
    lost.customer_id is null
    or audience.customer_id is null
    or lost.stage_since <> audience.inactive_since
    or lost.net_revenue <> audience.net_revenue
    or lost.order_count <> audience.order_count
    or audience.days_inactive <> lost.days_since_last_order - {{ var('inactive_after_days') }}
    or (lost.predicted_clv is null) <> (audience.predicted_clv is null)
    or lost.predicted_clv <> audience.predicted_clv
    or (lost.preferred_channel is null) <> (audience.preferred_channel is null)
    or lost.preferred_channel <> audience.preferred_channel
