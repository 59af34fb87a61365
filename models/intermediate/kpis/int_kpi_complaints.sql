with complaints as (
    select * from {{ ref('retensi', 'int_complaints_traced') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

complaints_with_channel as (
    select
        {{ month_of('complaints.opened_on') }} as month,
        coalesce(customers.acquisition_channel, 'anonymous') as acquisition_channel,
        complaints.is_resolved,
        complaints.first_response_hours,
        complaints.resolution_hours
    from complaints
    left join customers
        on complaints.customer_id = customers.customer_id
),

-- A median does not add up over channels, so the total is worked out from the complaints themselves.
by_breakdown as (
    select
        *,
        'acquisition_channel' as breakdown,
        acquisition_channel as breakdown_value
    from complaints_with_channel
    union all
    select
        *,
        'total' as breakdown,
        'all' as breakdown_value
    from complaints_with_channel
),

final as (
    select
        month,
        breakdown,
        breakdown_value as acquisition_channel,
        cast(count(*) as bigint) as complaints_opened,
        cast(count(first_response_hours) as bigint) as complaints_answered,
        cast(count(*) filter (where is_resolved) as bigint) as complaints_resolved,
        {{ median('first_response_hours') }} as median_first_response_hours,
        {{ median('resolution_hours') }} as median_resolution_hours
    from by_breakdown
    group by
        month,
        breakdown,
        breakdown_value
)

select * from final
