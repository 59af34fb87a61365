with complaints as (
    select
        *,
        first_response_hours as hours_to_first_response,
        resolution_hours as hours_to_resolution
    from {{ ref('retensi', 'int_complaints_stated') }}
),

-- The complaint itself puts a customer at risk on its day, so the stage is that of the evening before.
placed as (
    select
        complaints.*,
        case
            when complaints.customer_id is not null then coalesce(spans.lifecycle_stage, 'none')
        end as lifecycle_stage_when_opened
    from complaints
    left join {{ ref('retensi', 'int_lifecycle_spans') }} as spans
        on
            complaints.customer_id = spans.customer_id
            and {{ is_valid_on(add_days('complaints.opened_on', -1), 'spans') }}
)

select {{ contracted_columns() }} from placed
