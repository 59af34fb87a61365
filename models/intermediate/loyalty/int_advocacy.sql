with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
),

spoken as (
    select
        customer_id,
        count(*) filter (where interaction_type = 'review_submitted') as reviews,
        sum(value) filter (where interaction_type = 'review_submitted') as rating_sum,
        count(*) filter (where interaction_type = 'community_post') as community_posts
    from interactions
    where
        customer_id is not null
        and interaction_type in ('review_submitted', 'community_post', 'nps_response')
    group by customer_id
),

-- A referral is the rows of one reference, or one row without. It belongs to the customer who first sent it, else to
-- the one it was converted for.
referral_rows as (
    select
        coalesce(reference_id, interaction_id) as referral_id,
        reference_id is not null as has_reference_id,
        customer_id,
        interaction_type = 'referral_sent' as is_sent,
        row_number() over (
            partition by coalesce(reference_id, interaction_id), reference_id is not null
            order by
                case when customer_id is null then 1 else 0 end,
                case when interaction_type = 'referral_sent' then 0 else 1 end,
                occurred_at,
                interaction_id
        ) as place
    from interactions
    where interaction_type in ('referral_sent', 'referral_converted')
),

referrals as (
    select
        max(case when place = 1 then customer_id end) as customer_id,
        bool_or(is_sent) as is_made,
        bool_or(not is_sent) as is_converted
    from referral_rows
    group by
        referral_id,
        has_reference_id
),

referred as (
    select
        customer_id,
        count(*) filter (where is_made) as referrals_made,
        count(*) filter (where is_converted) as referrals_converted
    from referrals
    where customer_id is not null
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
