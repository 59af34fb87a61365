{{ config(meta={'dagster': {'ref': {'name': 'customers', 'package': 'retensi'}}}) }}
-- A team that reads "loyal" beside "inactive" believes neither. A segment may stand where the seed gives its name to a
-- recency that fits the stage; negative feedback alone puts an active customer at risk.
with customers as (
    select * from {{ ref('retensi', 'customers') }}
    where rfm_segment is not null
),

segment_names as (
    select distinct
        rfm_segment,
        case when rfm_recency = 1 then 'inactive' when rfm_recency <= 3 then 'at_risk' else 'active' end as standing
    from {{ ref('rfm_segment_names') }}
),

fitting as (
    select distinct customers.customer_id
    from customers
    inner join segment_names
        on
            customers.rfm_segment = segment_names.rfm_segment
            and (
                customers.lifecycle_stage = segment_names.standing
                or (customers.lifecycle_stage in ('new', 'repeat', 'at_risk') and segment_names.standing = 'active')
            )
)

select
    customers.customer_id,
    customers.lifecycle_stage,
    customers.rfm_segment
from customers
left join fitting
    on customers.customer_id = fitting.customer_id
where fitting.customer_id is null
