with spans as (
    select * from {{ ref('retensi', 'int_lifecycle_spans') }}
),

final as (
    select
        spans.customer_id,
        spans.valid_from,
        spans.valid_to,
        spans.lifecycle_stage,
        spans.entered_by
    from spans
)

select * from final
