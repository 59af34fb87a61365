-- What was paid for campaigns is in their returns, all of it and once.
with spend as (
    select coalesce(sum(spend_lines.amount), 0) as amount
    from {{ ref('retensi', 'stg_marketing_spend') }} as spend_lines
    inner join {{ ref('retensi', 'int_as_of') }} as bounds on spend_lines.spend_date <= bounds.as_of
    where spend_lines.campaign_id is not null
),

campaigns as (
    select coalesce(sum(marketing_spend), 0) as amount
    from {{ ref('retensi', 'campaign_performance') }}
)

select
    campaigns.amount,
    spend.amount as spend
from campaigns
cross join spend
where campaigns.amount <> spend.amount
