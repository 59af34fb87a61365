{{ config(**incremental_by_key(key='customer_id', changed_in='int_lifecycles_changed')) }}

with spans as (
    select * from {{ ref('retensi', 'int_lifecycle_spans') }}
    where {{ is_changed('customer_id', 'int_lifecycles_changed') }}
),

spans_with_month as (
    select
        spans.*,
        {{ month_of('spans.valid_from') }} as month
    from spans
),

placed as (
    select
        spans_with_month.customer_id,
        spans_with_month.month,
        spans_with_month.lifecycle_stage,
        first_value(coalesce(spans_with_month.previous_stage, 'none')) over changes_of_the_month as opening_stage,
        lead(spans_with_month.valid_from) over changes_of_the_month as next_change_on
    from spans_with_month
    window changes_of_the_month as (
        partition by spans_with_month.customer_id, spans_with_month.month
        order by spans_with_month.valid_from
    )
),

final as (
    select
        placed.customer_id,
        placed.month,
        placed.opening_stage,
        placed.lifecycle_stage as closing_stage
    from placed
    where placed.next_change_on is null
)

select * from final
