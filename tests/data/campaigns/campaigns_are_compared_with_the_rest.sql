{{ config(meta={'dagster': {'ref': {'name': 'campaign_comparison_by_month', 'package': 'retensi'}}}) }}
-- Every customer a campaign ever reached is reached once, and is never compared with himself; a campaign of which the
-- effect is known is not compared at all.
with reached as (
    select
        touches.campaign_id,
        count(distinct touches.person_id) as customers
    from {{ ref('retensi', 'int_campaign_touches') }} as touches
    inner join {{ ref('retensi', 'customers') }} as customers on touches.person_id = customers.customer_id
    left join {{ ref('retensi', 'campaign_performance') }} as performance
        on touches.campaign_id = performance.campaign_id
    where performance.withheld_people is null
    group by touches.campaign_id
),

compared as (
    select
        comparison.campaign_id,
        sum(comparison.reached_customers) as customers,
        min(comparison.comparison_customers) as fewest,
        min(comparison.comparison_customers - comparison.comparison_returned_customers) as fewest_gone
    from {{ ref('retensi', 'campaign_comparison_by_month') }} as comparison
    group by comparison.campaign_id
),

-- Who was reached before the first month of the shop is in no comparison.
early as (
    select
        touches.campaign_id,
        count(distinct touches.person_id) as customers
    from {{ ref('retensi', 'int_campaign_touches') }} as touches
    inner join {{ ref('retensi', 'customers') }} as customers on touches.person_id = customers.customer_id
    inner join {{ ref('retensi', 'int_as_of') }} as bounds
        on {{ retensi.local_date('touches.touched_at') }} < bounds.spine_start
    group by touches.campaign_id
)

select
    coalesce(reached.campaign_id, compared.campaign_id) as campaign_id,
    reached.customers as reached_customers,
    compared.customers as compared_customers
from reached
full outer join compared on reached.campaign_id = compared.campaign_id
left join early on reached.campaign_id = early.campaign_id
where
    reached.campaign_id is null
    or reached.customers <> coalesce(compared.customers, 0) + coalesce(early.customers, 0)
    or compared.fewest < 0
    or compared.fewest_gone < 0
