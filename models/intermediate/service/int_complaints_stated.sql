with complaint_rows as (
    select * from {{ ref('retensi', 'int_complaint_rows') }}
),

customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
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

-- Nobody can report the end of a complaint without a reference, so the next purchase, or one in its second, ends it.
stated as (
    select
        traced.*,
        case
            when traced.last_resolved_row > traced.last_opened_row then 'resolved'
            when not traced.has_reference_id and customer_orders.last_order_at >= traced.opened_at
                then 'ended_by_purchase'
            when traced.last_answered_row > traced.last_opened_row then 'answered'
            when traced.times_opened > 1 then 'reopened'
            else 'open'
        end as state
    from traced
    left join customer_orders
        on traced.customer_id = customer_orders.customer_id
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
        case when state = 'resolved' then last_resolved_at end as resolved_at,
        case when state = 'resolved' then {{ hours_between('opened_at', 'last_resolved_at') }} end as resolution_hours,
        cast(times_opened - 1 as bigint) as times_reopened,
        state,
        state in ('open', 'answered', 'reopened') as is_open
    from stated
)

select * from final
