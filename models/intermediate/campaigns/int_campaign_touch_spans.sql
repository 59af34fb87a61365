{{ config(**history(scope='person_id', of='int_customers_changed')) }}

with touches as (
    select * from {{ ref('retensi', 'int_campaign_touches') }}
    where {{ is_changed('person_id', 'int_customers_changed') }}
),

spaced as (
    select
        *,
        lag(touched_at) over (partition by person_id, campaign_id order by touch_number) as previous_touched_at
    from touches
),

numbered as (
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
    from spaced
),

spans as (
    select
        person_id,
        campaign_id,
        span_number,
        min(touch_number) as first_touch_number,
        max(touch_number) as last_touch_number
    from numbered
    group by
        person_id,
        campaign_id,
        span_number
),

final as (
    select
        person_id,
        campaign_id,
        first_touch_number,
        last_touch_number,
        min(first_touch_number) over (partition by person_id, campaign_id) as first_touch_ever
    from spans
)

select * from final
