with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

complaint_rows as (
    select * from {{ ref('retensi', 'int_complaint_rows') }}
    where customer_id is not null
),

states as (
    select * from {{ ref('retensi', 'int_comparison_states') }}
),

comparison_orders as (
    select * from {{ ref('retensi', 'int_comparison_orders') }}
),

openings as (
    select
        complaint_id,
        has_reference_id,
        occurred_at as opened_at,
        {{ month_of('interaction_date') }} as month
    from complaint_rows
    where row_in_complaint = 1
),

-- Only what had happened by the landmark; what is solved later was open then.
known_at_landmark as (
    select
        complaint_rows.customer_id,
        openings.month,
        openings.has_reference_id,
        openings.opened_at,
        max(complaint_rows.row_in_complaint) filter (where complaint_rows.interaction_type = 'complaint_resolved')
            as last_resolved_row,
        max(complaint_rows.row_in_complaint) filter (
            where complaint_rows.interaction_type in ('complaint_opened', 'complaint_reopened')
        ) as last_opened_row,
        max(complaint_rows.occurred_at) filter (where complaint_rows.interaction_type = 'complaint_resolved')
            as last_resolved_at
    from openings
    inner join months
        on openings.month = months.month
    inner join complaint_rows
        on
            openings.complaint_id = complaint_rows.complaint_id
            and openings.has_reference_id = complaint_rows.has_reference_id
            and months.month_end >= complaint_rows.interaction_date
    group by
        complaint_rows.customer_id,
        openings.complaint_id,
        openings.month,
        openings.has_reference_id,
        openings.opened_at
),

-- 1 is the fastest. What has no reference can be answered and solved, but nobody can tell.
ranked as (
    select
        customer_id,
        month,
        case
            when not has_reference_id then 5
            when last_resolved_row is null or last_resolved_row < last_opened_row then 4
            when {{ hours_between('opened_at', 'last_resolved_at') }} <= 24 then 1
            when {{ hours_between('opened_at', 'last_resolved_at') }} <= 72 then 2
            else 3
        end as slowness
    from known_at_landmark
),

-- Of several complaints of a month the slowest counts, and one nothing is known of only where it is the only kind.
customers as (
    select
        customer_id,
        month,
        coalesce(max(case when slowness < 5 then slowness end), 5) as slowness
    from ranked
    group by
        customer_id,
        month
),

final as (
    select
        customers.customer_id,
        customers.month,
        states.stage,
        states.spend_band,
        case customers.slowness
            when 1 then 'within_a_day'
            when 2 then 'within_three_days'
            when 3 then 'later'
            when 4 then 'open'
            else 'unknown'
        end as resolution_speed,
        coalesce(comparison_orders.has_returned, false) as has_returned
    from customers
    inner join states
        on
            customers.customer_id = states.customer_id
            and customers.month between states.first_month and states.last_month
    left join comparison_orders
        on
            customers.customer_id = comparison_orders.customer_id
            and customers.month = comparison_orders.month
)

select * from final
