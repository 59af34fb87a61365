-- Growth accounting: whoever was active stays or lapses, whoever is active stayed, is new or came back, and a month
-- opens with what the one before closed with. Without that a churn rate cannot be trusted.
with retention as (
    select
        month,
        opening_customers,
        retained_customers,
        lapsed_customers,
        new_customers,
        reactivated_customers,
        closing_customers,
        lag(closing_customers) over (order by month) as closing_customers_before
    from {{ ref('retensi', 'retention_by_month') }}
)

select
    month,
    opening_customers,
    closing_customers_before,
    retained_customers,
    lapsed_customers,
    new_customers,
    reactivated_customers,
    closing_customers
from retention
where
    opening_customers <> retained_customers + lapsed_customers
    or closing_customers <> retained_customers + new_customers + reactivated_customers
    or opening_customers <> closing_customers_before
