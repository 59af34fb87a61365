-- Scores, complaints and spend of a month, counted again from what came in: every response and every unit of money that
-- falls into the months of the KPIs is in them once.
with kpis as (
    select * from {{ ref('retensi', 'kpis_by_month') }}
),

as_of_day as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

responses as (
    select
        {{ month_of('interaction_date') }} as month,
        count(*) filter (where interaction_type = 'nps_response') as nps_responses,
        count(*) filter (where interaction_type = 'nps_response' and value >= 9) as nps_promoters,
        count(*) filter (where interaction_type = 'nps_response' and value <= 6) as nps_detractors,
        count(*) filter (where interaction_type = 'csat_response') as csat_responses,
        count(*) filter (where interaction_type = 'csat_response' and value >= 4) as csat_satisfied,
        count(*) filter (where interaction_type = 'complaint_opened' and reference_id is null)
            as complaints_without_reference
    from {{ ref('retensi', 'int_interactions_identified') }}
    group by {{ month_of('interaction_date') }}
),

first_openings as (
    select min(interaction_date) as opened_on
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        interaction_type = 'complaint_opened'
        and reference_id is not null
    group by reference_id
),

complaints as (
    select
        {{ month_of('opened_on') }} as month,
        count(*) as complaints_with_reference
    from first_openings
    group by {{ month_of('opened_on') }}
),

spend as (
    select
        {{ month_of('stg_marketing_spend.spend_date') }} as month,
        sum(stg_marketing_spend.amount) as marketing_spend
    from {{ ref('retensi', 'stg_marketing_spend') }} as stg_marketing_spend
    inner join as_of_day
        on stg_marketing_spend.spend_date <= as_of_day.as_of
    group by {{ month_of('stg_marketing_spend.spend_date') }}
)

select kpis.month
from kpis
left join responses
    on kpis.month = responses.month
left join complaints
    on kpis.month = complaints.month
left join spend
    on kpis.month = spend.month
where
    kpis.nps_responses <> coalesce(responses.nps_responses, 0)
    or kpis.nps_promoters <> coalesce(responses.nps_promoters, 0)
    or kpis.nps_detractors <> coalesce(responses.nps_detractors, 0)
    or kpis.csat_responses <> coalesce(responses.csat_responses, 0)
    or kpis.csat_satisfied <> coalesce(responses.csat_satisfied, 0)
    or kpis.complaints_opened
    <> coalesce(responses.complaints_without_reference, 0) + coalesce(complaints.complaints_with_reference, 0)
    or kpis.marketing_spend <> coalesce(spend.marketing_spend, 0)
