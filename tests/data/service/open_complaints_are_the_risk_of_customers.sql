{{ config(meta={'dagster': {'ref': {'name': 'complaints', 'package': 'retensi'}}}) }}
-- A customer is said to have an open complaint exactly where the list of complaints holds one.
with with_open_complaint as (
    select distinct customer_id
    from {{ ref('retensi', 'complaints') }}
    where
        is_open
        and customer_id is not null
),

at_risk as (
    select customer_id
    from {{ ref('retensi', 'customers') }}
    where risk_reasons like '%open_complaint%'
)

select
    coalesce(with_open_complaint.customer_id, at_risk.customer_id) as customer_id,
    at_risk.customer_id is not null as has_risk
from with_open_complaint
full outer join at_risk
    on with_open_complaint.customer_id = at_risk.customer_id
where
    with_open_complaint.customer_id is null
    or at_risk.customer_id is null
