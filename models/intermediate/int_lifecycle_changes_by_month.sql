with spans as (
    select * from {{ ref('retensi', 'int_lifecycle_spans') }}
),

spans_with_month as (
    select
        spans.*,
        {{ month_of('spans.valid_from') }} as month
    from spans
),

ranked as (
    select
        spans_with_month.*,
        row_number() over (
            partition by spans_with_month.customer_id, spans_with_month.month
            order by spans_with_month.valid_from
        ) as rank_from_opening,
        row_number() over (
            partition by spans_with_month.customer_id, spans_with_month.month
            order by spans_with_month.valid_from desc
        ) as rank_from_closing
    from spans_with_month
),

final as (
    select
        ranked.customer_id,
        ranked.month,
        max(
            case when ranked.rank_from_opening = 1 then coalesce(ranked.previous_stage, 'none') end
        ) as opening_stage,
        max(case when ranked.rank_from_closing = 1 then ranked.lifecycle_stage end) as closing_stage
    from ranked
    group by
        ranked.customer_id,
        ranked.month
)

select * from final
