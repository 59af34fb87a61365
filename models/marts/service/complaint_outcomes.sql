{%- set back = 'count(*) filter (where complaints.has_returned)' -%}
with stages as (
    select
        month,
        stage,
        is_complete,
        sum(customers) as customers,
        sum(returned_customers) as returned_customers
    from {{ ref('retensi', 'int_comparison_months') }}
    group by month, stage, is_complete
),

-- Without a complaint: everybody in the stage, less all who complained, whatever came of it.
compared as (
    select
        complaints.month,
        complaints.stage,
        complaints.resolution_speed,
        cast(count(*) as bigint) as customers,
        cast({{ back }} as bigint) as returned_customers,
        cast(max(stages.customers) - sum(count(*)) over of_stage as bigint) as comparison_customers,
        cast(max(stages.returned_customers) - sum({{ back }}) over of_stage as bigint) as comparison_returned_customers,
        stages.is_complete
    from {{ ref('retensi', 'int_comparison_complaints') }} as complaints
    inner join stages on complaints.month = stages.month and complaints.stage = stages.stage
    group by complaints.month, complaints.stage, complaints.resolution_speed, stages.is_complete
    window of_stage as (partition by complaints.month, complaints.stage)
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
