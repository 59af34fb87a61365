{{ config(**incremental_by_key(key='person_id', changed_in='int_customers_changed')) }}

with purchases as (
    select * from {{ ref('retensi', 'int_purchases_touched') }}
    where {{ is_changed('person_id', 'int_customers_changed') }}
),

touches as (
    select
        *,
        lag(touched_at) over (partition by person_id, campaign_id order by touch_number) as previous_touched_at
    from {{ ref('retensi', 'int_campaign_touches') }}
    where {{ is_changed('person_id', 'int_customers_changed') }}
),

-- In a span no two touches of a campaign that follow one another lie as far apart as the window. Joined instead of the
-- touches, so that somebody who saw a banner a thousand times makes one row.
touches_in_spans as (
    select
        *,
        sum(
            case
                when
                    {{ hours_between('previous_touched_at', 'touched_at') }}
                    < {{ var('attribution_window_days') }} * 24
                    then 0
                else 1
            end
        ) over (
            partition by person_id, campaign_id
            order by touch_number
            rows between unbounded preceding and current row
        ) as span_number
    from touches
),

spans as (
    select
        person_id,
        campaign_id,
        min(touch_number) as first_touch_number,
        max(touch_number) as last_touch_number,
        min(min(touch_number)) over (partition by person_id, campaign_id) as first_touch_ever
    from touches_in_spans
    group by
        person_id,
        campaign_id,
        span_number
),

-- The touches of a span are in the window of a purchase where the numbers of the two overlap: one row a campaign and
-- purchase, however often the campaign touched the person.
campaigns_of_purchases as (
    select
        purchases.*,
        spans.campaign_id,
        count(*) over (partition by purchases.order_id) as campaign_count,
        row_number() over (partition by purchases.order_id order by spans.first_touch_ever) as campaign_place,
        cast(cast(purchases.net_revenue as decimal(19, 4)) * 10000 as bigint) as units
    from purchases
    inner join spans
        on
            purchases.person_id = spans.person_id
            and purchases.first_touch_number <= spans.last_touch_number
            and purchases.last_touch_number >= spans.first_touch_number
),

-- Equal parts in ten-thousandths; those left over go one each to the campaigns that touched the person first.
-- Divided among campaigns, not touches: a banner seen twenty times would take nearly all.
divided as (
    select
        *,
        {{ divide_whole('units', 'campaign_count') }}
        + case
            when campaign_place <= mod(units, campaign_count) then 1
            -- Rounded to the reporting currency, discount and refund may be a hair above the amount.
            when campaign_place <= -mod(units, campaign_count) then -1
            else 0
        end as linear_units
    from campaigns_of_purchases
),

final as (
    select
        order_id,
        person_id,
        customer_id,
        campaign_id,
        campaign_id = last_campaign_id as is_last_touch,
        campaign_id = first_campaign_id as is_first_touch,
        cast(campaign_count as bigint) as campaign_count,
        cast(case when campaign_id = last_campaign_id then net_revenue else 0 end as decimal(18, 4))
            as last_touch_revenue,
        cast(case when campaign_id = first_campaign_id then net_revenue else 0 end as decimal(18, 4))
            as first_touch_revenue,
        cast(cast(linear_units as decimal(18, 0)) * cast(0.0001 as decimal(5, 4)) as decimal(18, 4)) as linear_revenue
    from divided
)

select * from final
