with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

stages_by_day as (
    select * from {{ ref('retensi', 'lifecycle_stages_by_day') }}
),

final as (
    select
        months.month,
        stages_by_day.lifecycle_stage,
        stages_by_day.customer_count,
        months.is_complete
    from months
    inner join stages_by_day
        on months.month_end = stages_by_day.day
)

select * from final
