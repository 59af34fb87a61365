-- Everybody who joined in a month of the shop is in one row of the comparison, and nobody is compared with himself.
with joined as (
    select
        {{ retensi.month_of(retensi.local_date('members.joined_at')) }} as month,
        count(*) as joined_customers
    from {{ ref('retensi', 'loyalty_members') }} as members
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    where
        members.is_member
        and {{ retensi.local_date('members.joined_at') }} >= bounds.spine_start
    group by {{ retensi.month_of(retensi.local_date('members.joined_at')) }}
),

compared as (
    select
        month,
        sum(joined_customers) as joined_customers,
        min(comparison_customers) as comparison_customers,
        min(comparison_customers - comparison_returned_customers) as comparison_gone
    from {{ ref('retensi', 'loyalty_comparison_by_month') }}
    group by month
)

select
    coalesce(joined.month, compared.month) as month,
    joined.joined_customers,
    compared.joined_customers as compared_customers
from joined
full outer join compared on joined.month = compared.month
where
    joined.month is null
    or compared.month is null
    or joined.joined_customers <> compared.joined_customers
    or compared.comparison_customers < 0
    or compared.comparison_gone < 0
