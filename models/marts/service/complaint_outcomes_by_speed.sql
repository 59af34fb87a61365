with outcomes as (
    select * from {{ ref('retensi', 'complaint_outcomes') }}
    where
        is_complete
        and comparison_customers > 0
),

summed as (
    select
        resolution_speed,
        sum(customers) as customers,
        sum(returned_customers) as returned_customers,
        sum(expected_returned_customers) as expected_returned_customers,
        sum(comparison_customers) as comparison_customers
    from outcomes
    group by resolution_speed
),

final as (
    select
        resolution_speed,
        cast(customers as bigint) as customers,
        cast(returned_customers as bigint) as returned_customers,
        {{ safe_divide('returned_customers', 'customers') }} as return_rate,
        cast(comparison_customers as bigint) as comparison_customers,
        expected_returned_customers,
        {{ safe_divide('expected_returned_customers', 'customers') }} as comparison_return_rate,
        {{ safe_divide('returned_customers - expected_returned_customers', 'customers') }} as return_rate_difference
    from summed
)

select * from final
