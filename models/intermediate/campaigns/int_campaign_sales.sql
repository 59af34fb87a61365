with attributed as (
    select * from {{ ref('retensi', 'int_purchases_attributed') }}
),

final as (
    select
        campaign_id,
        cast(count(distinct customer_id) as bigint) as buyers,
        cast(count(*) as bigint) as purchases,
        cast(count(*) filter (where is_last_touch) as bigint) as last_touch_purchases,
        cast(count(*) filter (where is_first_touch) as bigint) as first_touch_purchases,
        sum({{ safe_divide('1', 'campaign_count') }}) as linear_purchases,
        cast(sum(last_touch_revenue) as decimal(38, 4)) as last_touch_revenue,
        cast(sum(first_touch_revenue) as decimal(38, 4)) as first_touch_revenue,
        cast(sum(linear_revenue) as decimal(38, 4)) as linear_revenue
    from attributed
    group by campaign_id
)

select * from final
