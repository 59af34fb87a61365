with complaints as (
    select * from {{ ref('retensi', 'int_complaints_stated') }}
),

spans as (
    select * from {{ ref('retensi', 'int_lifecycle_spans') }}
),

-- The complaint itself puts a customer at risk on its day, so the stage is that of the evening before.
final as (
    select
        complaints.complaint_id,
        complaints.has_reference_id,
        complaints.person_id,
        complaints.customer_id,
        complaints.channel,
        complaints.opened_at,
        complaints.opened_on,
        complaints.first_response_at,
        complaints.resolved_at,
        complaints.first_response_hours as hours_to_first_response,
        complaints.resolution_hours as hours_to_resolution,
        complaints.times_reopened,
        complaints.state,
        complaints.is_open,
        case
            when complaints.customer_id is not null then coalesce(spans.lifecycle_stage, 'none')
        end as lifecycle_stage_when_opened
    from complaints
    left join spans
        on
            complaints.customer_id = spans.customer_id
            and {{ is_valid_on(add_days('complaints.opened_on', -1), 'spans') }}
)

select * from final
