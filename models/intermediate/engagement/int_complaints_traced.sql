with complaint_rows as (
    select
        coalesce(reference_id, interaction_id) as complaint_id,
        reference_id is not null as has_reference_id,
        interaction_id,
        customer_id,
        occurred_at,
        interaction_date,
        interaction_type
    from {{ ref('retensi', 'int_interactions_identified') }}
    where interaction_type in ('complaint_opened', 'complaint_answered', 'complaint_resolved', 'complaint_reopened')
),

numbered as (
    select
        *,
        row_number() over complaint as row_in_complaint,
        row_number() over (
            partition by complaint_id, has_reference_id, interaction_type
            order by occurred_at, interaction_id
        ) as row_of_type
    from complaint_rows
    window
        complaint as (
            partition by complaint_id, has_reference_id
            order by occurred_at, interaction_id
        )
),

-- What was answered or solved before anybody complained belongs to no complaint.
openings as (
    select * from numbered
    where
        interaction_type = 'complaint_opened'
        and row_of_type = 1
),

traced as (
    select
        openings.complaint_id,
        openings.has_reference_id,
        openings.customer_id,
        openings.occurred_at as opened_at,
        openings.interaction_date as opened_on,
        min(numbered.occurred_at) filter (
            where numbered.interaction_type in ('complaint_answered', 'complaint_resolved')
        ) as first_response_at,
        max(numbered.row_in_complaint) filter (
            where numbered.interaction_type = 'complaint_resolved'
        ) as last_resolved_row,
        max(numbered.occurred_at) filter (where numbered.interaction_type = 'complaint_resolved') as last_resolved_at,
        max(numbered.row_in_complaint) filter (
            where numbered.interaction_type in ('complaint_opened', 'complaint_reopened')
        ) as last_opened_row
    from openings
    left join numbered
        on
            openings.complaint_id = numbered.complaint_id
            and openings.has_reference_id = numbered.has_reference_id
            and openings.row_in_complaint <= numbered.row_in_complaint
    group by
        openings.complaint_id,
        openings.has_reference_id,
        openings.customer_id,
        openings.occurred_at,
        openings.interaction_date
),

final as (
    select
        complaint_id,
        has_reference_id,
        customer_id,
        opened_at,
        opened_on,
        first_response_at,
        {{ hours_between('opened_at', 'first_response_at') }} as first_response_hours,
        case when last_resolved_row > last_opened_row then last_resolved_at end as resolved_at,
        case
            when last_resolved_row > last_opened_row
                then {{ hours_between('opened_at', 'last_resolved_at') }}
        end as resolution_hours,
        coalesce(last_resolved_row > last_opened_row, false) as is_resolved
    from traced
)

select * from final
