-- Nobody can be written to through a channel the shop has never written through. As soon as it has one, everybody can
-- be written to.
with shop_channels as (
    select distinct channel
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        direction = 'out'
        and interaction_group in ('message', 'support', 'feedback')
        and interaction_type <> 'campaign_withheld'
        and channel is not null
),

counted as (
    select count(*) as channels
    from shop_channels
)

select
    calendar.customer_id,
    calendar.reason,
    calendar.suggested_channel
from {{ ref('retensi', 'communication_calendar') }} as calendar
cross join counted
left join shop_channels on calendar.suggested_channel = shop_channels.channel
where
    (calendar.suggested_channel is not null and shop_channels.channel is null)
    or (calendar.suggested_channel is null and counted.channels > 0)
