{{ config(meta={'dagster': {'ref': {'name': 'complaints', 'package': 'retensi'}}}) }}
-- Every opening that came in is in one complaint, and the list of complaints tells the same story as the KPIs: a team
-- that reads one and a manager who reads the other must not argue about the numbers.
with openings as (
    select
        coalesce(reference_id, interaction_id) as complaint_id,
        min(occurred_at) as opened_at
    from {{ ref('retensi', 'int_interactions_identified') }}
    where interaction_type = 'complaint_opened'
    group by
        coalesce(reference_id, interaction_id),
        reference_id
),

answers as (
    select
        complaints.complaint_id,
        complaints.opened_at,
        min(interactions.occurred_at) as first_response_at
    from {{ ref('retensi', 'complaints') }} as complaints
    inner join {{ ref('retensi', 'int_interactions_identified') }} as interactions
        on
            complaints.complaint_id = interactions.reference_id
            and interactions.interaction_type in ('complaint_answered', 'complaint_resolved')
            and complaints.opened_at < interactions.occurred_at
    where complaints.has_reference_id
    group by
        complaints.complaint_id,
        complaints.opened_at
),

complaints as (
    select * from {{ ref('retensi', 'complaints') }}
),

by_month as (
    select
        {{ retensi.month_of('opened_on') }} as month,
        count(*) as complaints_opened,
        count(first_response_at) as complaints_answered,
        count(resolved_at) as complaints_resolved
    from complaints
    group by {{ retensi.month_of('opened_on') }}
)

select
    coalesce(openings.complaint_id, complaints.complaint_id) as what,
    'opening' as found
from openings
full outer join complaints
    on
        openings.complaint_id = complaints.complaint_id
        and openings.opened_at = complaints.opened_at
where
    openings.complaint_id is null
    or complaints.complaint_id is null
union all
-- One in the second of the opening may count, by its id; a later one must.
select
    complaints.complaint_id as what,
    'first response' as found
from complaints
inner join answers
    on
        complaints.complaint_id = answers.complaint_id
        and complaints.opened_at = answers.opened_at
where
    complaints.first_response_at is null
    or complaints.first_response_at > answers.first_response_at
    or complaints.first_response_at < complaints.opened_at
union all
select
    complaint_id as what,
    'times' as found
from complaints
where
    (state = 'resolved') <> (resolved_at is not null)
    or (resolved_at is null) <> (hours_to_resolution is null)
    or hours_to_resolution < hours_to_first_response
    or hours_to_first_response < 0
    or is_open <> (state in ('open', 'answered', 'reopened'))
union all
select
    cast(kpis.month as {{ dbt.type_string() }}) as what,
    'kpis' as found
from {{ ref('retensi', 'kpis_by_month') }} as kpis
left join by_month
    on kpis.month = by_month.month
where
    kpis.complaints_opened <> coalesce(by_month.complaints_opened, 0)
    or kpis.complaints_answered <> coalesce(by_month.complaints_answered, 0)
    or kpis.complaints_resolved <> coalesce(by_month.complaints_resolved, 0)
