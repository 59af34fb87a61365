with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and interaction_type in ('review_submitted', 'community_post', 'nps_response')
),

referrals as (
    select * from {{ ref('retensi', 'int_referrals') }}
),

spoken as (
    select
        customer_id,
        count(*) filter (where interaction_type = 'review_submitted') as reviews,
        sum(value) filter (where interaction_type = 'review_submitted') as rating_sum,
        count(*) filter (where interaction_type = 'community_post') as community_posts
    from interactions
    group by customer_id
),

referred as (
    select
        customer_id,
        count(*) filter (where is_made) as referrals_made,
        count(*) filter (where is_converted) as referrals_converted
    from referrals
    group by customer_id
),

final as (
    select
        coalesce(spoken.customer_id, referred.customer_id) as customer_id,
        cast(coalesce(referred.referrals_made, 0) as bigint) as referrals_made,
        cast(coalesce(referred.referrals_converted, 0) as bigint) as referrals_converted,
        cast(coalesce(spoken.reviews, 0) as bigint) as reviews,
        cast(coalesce(spoken.rating_sum, 0) as decimal(38, 4)) as rating_sum,
        cast(coalesce(spoken.community_posts, 0) as bigint) as community_posts
    from spoken
    full outer join referred on spoken.customer_id = referred.customer_id
)

select * from final
