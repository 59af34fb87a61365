-- Each campaign of the inputs is there, with the people that a count of its interactions finds.
with seen as (
    select
        campaign_id,
        count(distinct case when interaction_type = 'message_opened' then person_id end) as opened_people,
        sum(case when interaction_type = 'offer_redeemed' then 1 else 0 end) as redemptions,
        sum(case when interaction_type = 'campaign_withheld' then 1 else 0 end) as withheld,
        count(distinct case when interaction_type <> 'campaign_withheld' then person_id end) as people
    from {{ ref('retensi', 'interactions') }}
    where campaign_id is not null
    group by campaign_id
)

select
    coalesce(seen.campaign_id, campaigns.campaign_id) as campaign_id,
    campaigns.reached_people,
    seen.people,
    campaigns.opened_people,
    seen.opened_people as people_who_opened
from {{ ref('retensi', 'campaign_performance') }} as campaigns
full outer join seen on campaigns.campaign_id = seen.campaign_id
where
    campaigns.campaign_id is null
    or campaigns.opened_people <> coalesce(seen.opened_people, 0)
    or campaigns.redemptions <> coalesce(seen.redemptions, 0)
    or campaigns.reached_people < coalesce(seen.people, 0)
    or campaigns.buyers > campaigns.reached_people
    or (campaigns.withheld_people is null) <> (coalesce(seen.withheld, 0) = 0)
    or campaigns.uplift_low > campaigns.uplift
    or campaigns.uplift > campaigns.uplift_high
