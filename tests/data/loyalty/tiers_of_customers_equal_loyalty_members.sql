-- Whoever segments customers by tier must find those whom the loyalty mart has in it.
select
    customers.customer_id,
    customers.is_loyalty_member,
    members.is_member,
    customers.loyalty_tier,
    members.tier
from {{ ref('retensi', 'customers') }} as customers
full outer join {{ ref('retensi', 'loyalty_members') }} as members on customers.customer_id = members.customer_id
where
    customers.customer_id is null
    or customers.is_loyalty_member <> coalesce(members.is_member, false)
    or coalesce(customers.loyalty_tier, '') <> coalesce(members.tier, '')
