-- The funnel and the growth accounting tell one story: whoever is in an active stage of the funnel is in the closing,
-- and whoever was, in the opening. A full join, so that a missing month is seen.
select
    funnel.month,
    funnel.new_customers,
    funnel.repeat_customers,
    funnel.at_risk_customers,
    retention.month as retention_month,
    retention.opening_customers,
    retention.closing_customers
from {{ ref('retensi', 'retention_funnel_by_month') }} as funnel
full outer join {{ ref('retensi', 'retention_by_month') }} as retention
    on funnel.month = retention.month
where
    funnel.new_customers + funnel.repeat_customers + funnel.at_risk_customers
    is distinct from retention.closing_customers
    or funnel.new_at_opening + funnel.repeat_at_opening + funnel.at_risk_at_opening
    is distinct from retention.opening_customers
