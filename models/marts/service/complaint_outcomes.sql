with complainers as (
    select * from {{ ref('retensi', 'int_comparison_complaints') }}
),

comparison_months as (
    select * from {{ ref('retensi', 'int_comparison_months') }}
),

everybody as (
    select
        month,
        stage,
        is_complete,
        sum(customers) as customers,
        sum(returned_customers) as returned_customers
    from comparison_months
    group by
        month,
        stage,
        is_complete
),

by_stage as (
    select
        month,
        stage,
        count(*) as customers,
        count(*) filter (where has_returned) as returned_customers
    from complainers
    group by
        month,
        stage
),

by_speed as (
    select
        month,
        stage,
        resolution_speed,
        count(*) as customers,
        count(*) filter (where has_returned) as returned_customers
    from complainers
    group by
        month,
        stage,
        resolution_speed
),

-- Without a complaint: everybody in the stage, less all who complained, whatever came of it.
compared as (
    select
        by_speed.month,
        by_speed.stage,
        by_speed.resolution_speed,
        by_speed.customers,
        by_speed.returned_customers,
        everybody.customers - by_stage.customers as comparison_customers,
        everybody.returned_customers - by_stage.returned_customers as comparison_returned_customers,
        everybody.is_complete
    from by_speed
    inner join by_stage
        on
            by_speed.month = by_stage.month
            and by_speed.stage = by_stage.stage
    inner join everybody
        on
            by_speed.month = everybody.month
            and by_speed.stage = everybody.stage
),

final as (
    select
        month,
        stage,
        resolution_speed,
        cast(customers as bigint) as customers,
        cast(returned_customers as bigint) as returned_customers,
        {{ safe_divide('returned_customers', 'customers') }} as return_rate,
        cast(comparison_customers as bigint) as comparison_customers,
        cast(comparison_returned_customers as bigint) as comparison_returned_customers,
        {{ safe_divide('comparison_returned_customers', 'comparison_customers') }} as comparison_return_rate,
        {{ safe_divide('customers * comparison_returned_customers', 'comparison_customers') }}
            as expected_returned_customers,
        is_complete
    from compared
)

select * from final
