with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

from_stages as (
    {{ retensi.each_value(['none'] + retensi.lifecycle_stages(), 'from_stage') }}
),

to_stages as (
    {{ retensi.each_value(retensi.lifecycle_stages(), 'to_stage') }}
),

moves as (
    select
        month,
        opening_stage as from_stage,
        closing_stage as to_stage,
        count(*) as customers
    from {{ ref('retensi', 'int_lifecycle_changes_by_month') }}
    group by month, opening_stage, closing_stage
),

-- Who changed is missing from the old stage from that month on, and is in the new one from the next.
steps as (
    select
        {{ add_months('month', 1) }} as counts_from,
        to_stage as lifecycle_stage,
        customers
    from moves
    union all
    select
        month as counts_from,
        from_stage as lifecycle_stage,
        -customers as customers
    from moves
),

without_change as (
    select
        months.month,
        steps.lifecycle_stage,
        sum(steps.customers) as customers
    from months
    inner join steps on months.month >= steps.counts_from
    group by months.month, steps.lifecycle_stage
),

final as (
    select
        months.month,
        from_stages.from_stage,
        to_stages.to_stage,
        cast(coalesce(moves.customers, 0) + coalesce(without_change.customers, 0) as bigint) as customer_count,
        months.is_complete
    from months
    cross join from_stages
    cross join to_stages
    left join moves
        on
            months.month = moves.month
            and from_stages.from_stage = moves.from_stage
            and to_stages.to_stage = moves.to_stage
    left join without_change
        on
            months.month = without_change.month
            and from_stages.from_stage = without_change.lifecycle_stage
            and to_stages.to_stage = without_change.lifecycle_stage
)

select * from final
