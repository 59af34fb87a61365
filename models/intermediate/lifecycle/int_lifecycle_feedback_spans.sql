{{ config(**incremental_by_key(tracks={'feedback': 'customer_id'})) }}

with feedback as (
    select * from {{ ref('retensi', 'int_feedback_outstanding') }}
),

purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

clipped as (
    select
        feedback.customer_id,
        purchase_days.purchase_day,
        purchase_days.fresh_stage,
        purchase_days.fresh_until,
        feedback.outstanding_from as negative_from,
        least(
            coalesce(feedback.outstanding_until, purchase_days.fresh_until),
            purchase_days.fresh_until
        ) as negative_until
    from feedback
    inner join purchase_days
        on
            feedback.customer_id = purchase_days.customer_id
            and feedback.last_purchase_day = purchase_days.purchase_day
    where feedback.outstanding_from < purchase_days.fresh_until
),

compared as (
    select
        clipped.*,
        max(clipped.negative_until) over (
            partition by clipped.customer_id, clipped.purchase_day
            order by clipped.negative_from, clipped.negative_until
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from clipped
),

numbered as (
    select
        compared.*,
        sum(case when compared.negative_from <= compared.covered_until then 0 else 1 end) over (
            partition by compared.customer_id, compared.purchase_day
            order by compared.negative_from, compared.negative_until
            rows between unbounded preceding and current row
        ) as stretch_number
    from compared
),

final as (
    select
        numbered.customer_id,
        numbered.purchase_day,
        numbered.fresh_stage,
        numbered.fresh_until,
        min(numbered.negative_from) as negative_from,
        max(numbered.negative_until) as negative_until
    from numbered
    group by
        numbered.customer_id,
        numbered.purchase_day,
        numbered.fresh_stage,
        numbered.fresh_until,
        numbered.stretch_number
)

select * from final
