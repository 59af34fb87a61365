-- Whoever was in a stage at the end of a month goes somewhere in the next: the transitions out of a stage add up to the
-- customers in it a month earlier, in the first month to those carried in from before the spine.
with departed as (
    select
        month,
        from_stage as lifecycle_stage,
        sum(customer_count) as customers
    from {{ ref('retensi', 'lifecycle_transitions_by_month') }}
    where from_stage <> 'none'
    group by
        month,
        from_stage
),

carried_in as (
    select
        bounds.spine_start as month,
        history.lifecycle_stage,
        count(*) as customers
    from {{ ref('retensi', 'lifecycle_stage_history') }} as history
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    where
        history.valid_from < bounds.spine_start
        and (history.valid_to >= bounds.spine_start or history.valid_to is null)
    group by
        bounds.spine_start,
        history.lifecycle_stage
),

stood as (
    select
        {{ add_months('month', 1) }} as month,
        lifecycle_stage,
        customer_count as customers
    from {{ ref('retensi', 'lifecycle_stages_by_month') }}
    where month < (select max(months.month) from {{ ref('retensi', 'int_reporting_months') }} as months)
    union all
    select
        month,
        lifecycle_stage,
        customers
    from carried_in
)

select
    departed.month,
    departed.lifecycle_stage,
    departed.customers,
    stood.month as expected_month,
    stood.customers as expected_customers
from departed
full outer join stood
    on
        departed.month = stood.month
        and departed.lifecycle_stage = stood.lifecycle_stage
where coalesce(departed.customers, 0) <> coalesce(stood.customers, 0)
