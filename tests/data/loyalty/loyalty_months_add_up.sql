-- A report by month and one by customer must tell of the same members and points: each balance follows from the one
-- before, and the last one is that of all customers today. Nobody is compared who did not join, or too early.
with months as (
    select
        month,
        members,
        joined_members,
        points_earned,
        points_redeemed,
        points_expired,
        points_balance,
        compared_customers,
        returned_customers,
        comparison_is_complete,
        lag(members) over (order by month) as members_before,
        lag(points_balance) over (order by month) as balance_before,
        row_number() over (order by month desc) as newest_first
    from {{ ref('retensi', 'loyalty_by_month') }}
    where members is not null
),

today as (
    select
        coalesce(sum(case when is_member then 1 else 0 end), 0) as members,
        coalesce(sum(points_balance), 0) as points_balance
    from {{ ref('retensi', 'loyalty_members') }}
)

select months.*
from months
cross join today
where
    months.members <> months.members_before + months.joined_members
    or months.points_balance
    <> months.balance_before + months.points_earned - months.points_redeemed - months.points_expired
    or months.compared_customers > months.joined_members
    or months.returned_customers > months.compared_customers
    or (months.compared_customers is null) = months.comparison_is_complete
    or (months.newest_first = 1 and months.members <> today.members)
    or (months.newest_first = 1 and months.points_balance <> today.points_balance)
