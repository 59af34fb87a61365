with scores as (
    select * from {{ ref('retensi', 'int_feedback_scored') }}
),

complaint_rows as (
    select * from {{ ref('retensi', 'int_complaint_rows') }}
),

final as (
    select
        customer_id,
        interaction_type as topic,
        interaction_id,
        occurred_at,
        interaction_date,
        verdict = 'negative' as is_negative,
        true as is_opening
    from scores
    where customer_id is not null
    union all
    select
        customer_id,
        concat(case when has_reference_id then 'reference ' else 'row ' end, complaint_id) as topic,
        interaction_id,
        occurred_at,
        interaction_date,
        interaction_type <> 'complaint_resolved' as is_negative,
        interaction_type = 'complaint_opened' as is_opening
    from complaint_rows
    where
        customer_id is not null
        and interaction_type <> 'complaint_answered'
)

select * from final
