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
grouped as (
    select
        month,
        acquisition_channel,
        grouping(acquisition_channel) as is_total,
        count(*) as complaints_opened,
        count(first_response_hours) as complaints_answered,
        count(resolution_hours) as complaints_resolved,
        {{ median('first_response_hours') }} as median_first_response_hours,
        {{ median('resolution_hours') }} as median_resolution_hours
    from complaints_with_channel
    group by grouping sets (
        (month),
        (month, acquisition_channel)
    )
),

final as (
    select
        month,
        case when is_total = 1 then 'total' else 'acquisition_channel' end as breakdown,
        case when is_total = 1 then 'all' else acquisition_channel end as acquisition_channel,
        cast(complaints_opened as bigint) as complaints_opened,
        cast(complaints_answered as bigint) as complaints_answered,
        cast(complaints_resolved as bigint) as complaints_resolved,
        median_first_response_hours,
        median_resolution_hours
    from grouped
)

select * from final
