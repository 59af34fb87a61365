with touches as (
    select * from {{ ref('retensi', 'int_campaign_touches') }}
),

-- An anonymous sale is no person that was reached.
final as (
    select
        campaign_id,
        min(touched_at) as first_touched_at,
        max(touched_at) as last_touched_at,
        {%- for name, types in [
            ('opened_people', "'message_opened'"),
            ('clicked_people', "'message_clicked', 'ad_click'"),
            ('redeemed_people', "'offer_redeemed'")
        ] %}
        cast(count(distinct case when touched_by in ({{ types }}) then person_id end) as bigint) as {{ name }},
        {%- endfor %}
        cast(count(*) filter (where touched_by = 'offer_redeemed') as bigint) as redemptions,
        cast(
            count(distinct case when person_id <> concat('order:', touch_id) then person_id end) as bigint
        ) as reached_people
    from touches
    group by campaign_id
)

select * from final
