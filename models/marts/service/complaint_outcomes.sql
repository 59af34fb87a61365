with everybody as (
    select
        month,
        stage,
        is_complete,
        sum(customers) as customers,
        sum(returned_customers) as returned_customers
    from {{ ref('retensi', 'int_comparison_months') }}
    group by month, stage, is_complete
),

complainers as (
    select
        month,
        stage,
        resolution_speed,
        cast(count(*) as bigint) as customers,
        cast(count(*) filter (where has_returned) as bigint) as returned_customers
    from {{ ref('retensi', 'int_comparison_complaints') }}
    group by month, stage, resolution_speed
),

-- Without a complaint: everybody in the stage, less all who complained, whatever came of it.
compared as (
    select
        complainers.*,
        cast(everybody.customers - sum(complainers.customers) over of_stage as bigint) as comparison_customers,
        cast(everybody.returned_customers - sum(complainers.returned_customers) over of_stage as bigint)
            as comparison_returned_customers,
        everybody.is_complete
    from complainers
    inner join everybody on complainers.month = everybody.month and complainers.stage = everybody.stage
    window of_stage as (partition by complainers.month, complainers.stage)
),

rated as (
    select
        *,
        {{ safe_divide('returned_customers', 'customers') }} as return_rate,
        {{ safe_divide('comparison_returned_customers', 'comparison_customers') }} as comparison_return_rate,
        {{ safe_divide('customers * comparison_returned_customers', 'comparison_customers') }}
            as expected_returned_customers
    from compared
)

select {{ contracted_columns() }} from rated
