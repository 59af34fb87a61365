with complaint_rows as (
    select * from {{ ref('retensi', 'int_complaint_rows') }}
),

traced as (
    select
        complaint_id,
        has_reference_id,
        person_id,
        customer_id,
        max(case when row_in_complaint = 1 then channel end) as channel,
        max(case when row_in_complaint = 1 then occurred_at end) as opened_at,
        max(case when row_in_complaint = 1 then interaction_date end) as opened_on,
        min(occurred_at) filter (where interaction_type in ('complaint_answered', 'complaint_resolved'))
            as first_response_at,
        max(occurred_at) filter (where interaction_type = 'complaint_resolved') as last_resolved_at,
        max(row_in_complaint) filter (where interaction_type = 'complaint_answered') as last_answered_row,
        max(row_in_complaint) filter (where interaction_type = 'complaint_resolved') as last_resolved_row,
        max(row_in_complaint) filter (where interaction_type in ('complaint_opened', 'complaint_reopened'))
            as last_opened_row,
        count(*) filter (where interaction_type in ('complaint_opened', 'complaint_reopened')) as times_opened
    from complaint_rows
    group by
        complaint_id,
        has_reference_id,
        person_id,
        customer_id
),

judged as (
    select
        *,
        coalesce(last_resolved_row > last_opened_row, false) as is_resolved,
        coalesce(last_answered_row > last_opened_row, false) as is_answered_since
    from traced
),

final as (
    select
        complaint_id,
        has_reference_id,
        person_id,
        customer_id,
        channel,
        opened_at,
        opened_on,
        first_response_at,
        {{ hours_between('opened_at', 'first_response_at') }} as first_response_hours,
        case when is_resolved then last_resolved_at end as resolved_at,
        case when is_resolved then {{ hours_between('opened_at', 'last_resolved_at') }} end as resolution_hours,
        cast(times_opened - 1 as bigint) as times_reopened,
        is_answered_since,
        is_resolved
    from judged
)

select * from final
