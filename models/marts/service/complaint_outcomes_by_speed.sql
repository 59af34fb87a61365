with summed as (
    select
        resolution_speed,
        cast(sum(customers) as bigint) as customers,
        cast(sum(returned_customers) as bigint) as returned_customers,
        sum(expected_returned_customers) as expected_returned_customers,
        cast(sum(comparison_customers) as bigint) as comparison_customers
    from {{ ref('retensi', 'complaint_outcomes') }}
    where is_complete and comparison_customers > 0
    group by resolution_speed
),

rated as (
    select
        *,
        {{ safe_divide('returned_customers', 'customers') }} as return_rate,
        {{ safe_divide('expected_returned_customers', 'customers') }} as comparison_return_rate,
        {{ safe_divide('returned_customers - expected_returned_customers', 'customers') }} as return_rate_difference
    from summed
)

select {{ contracted_columns() }} from rated
