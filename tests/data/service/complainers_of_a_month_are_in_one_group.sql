-- Who complained is in one row of the month and in no comparison group: both groups together are everybody in the
-- stage.
with complainers as (
    select
        {{ retensi.month_of('complaints.opened_on') }} as month,
        count(distinct complaints.customer_id) as customers
    from {{ ref('retensi', 'complaints') }} as complaints
    inner join {{ ref('retensi', 'int_reporting_months') }} as months
        on {{ retensi.month_of('complaints.opened_on') }} = months.month
    where complaints.customer_id is not null
    group by {{ retensi.month_of('complaints.opened_on') }}
),

groups as (
    select
        month,
        stage,
        sum(customers) as customers,
        sum(returned_customers) as returned_customers,
        max(comparison_customers) as comparison_customers,
        min(comparison_customers) as fewest_comparison_customers,
        max(comparison_returned_customers) as comparison_returned_customers
    from {{ ref('retensi', 'complaint_outcomes') }}
    group by
        month,
        stage
),

months as (
    select
        month,
        sum(customers) as customers
    from groups
    group by month
),

everybody as (
    select
        month,
        stage,
        sum(customers) as customers,
        sum(returned_customers) as returned_customers
    from {{ ref('retensi', 'int_comparison_months') }}
    group by
        month,
        stage
)

select
    coalesce(complainers.month, months.month) as month,
    'customers' as found
from complainers
full outer join months
    on complainers.month = months.month
where coalesce(complainers.customers, 0) <> coalesce(months.customers, 0)
union all
select
    groups.month,
    groups.stage as found
from groups
left join everybody
    on
        groups.month = everybody.month
        and groups.stage = everybody.stage
where
    everybody.month is null
    or groups.comparison_customers <> groups.fewest_comparison_customers
    or groups.customers + groups.comparison_customers <> everybody.customers
    or groups.returned_customers + groups.comparison_returned_customers <> everybody.returned_customers
