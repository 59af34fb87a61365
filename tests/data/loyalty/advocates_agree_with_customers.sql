-- Whoever said or did something for the shop is in, with the value that the customers mart shows, and a candidate for
-- the advisory board is an active promoter.
with spoken as (
    select
        customer_id,
        sum(case when interaction_type = 'review_submitted' then 1 else 0 end) as reviews,
        sum(case when interaction_type = 'community_post' then 1 else 0 end) as community_posts
    from {{ ref('retensi', 'interactions') }}
    where
        customer_id is not null
        and interaction_type in ('review_submitted', 'community_post', 'nps_response')
    group by customer_id
)

select
    coalesce(advocates.customer_id, spoken.customer_id) as customer_id,
    advocates.reviews,
    spoken.reviews as reviews_written,
    advocates.net_revenue,
    customers.net_revenue as customer_net_revenue
from {{ ref('retensi', 'advocates') }} as advocates
full outer join spoken on advocates.customer_id = spoken.customer_id
left join {{ ref('retensi', 'customers') }} as customers on advocates.customer_id = customers.customer_id
where
    advocates.customer_id is null
    or advocates.reviews <> coalesce(spoken.reviews, 0)
    or advocates.community_posts <> coalesce(spoken.community_posts, 0)
    or advocates.net_revenue <> customers.net_revenue
    or (
        advocates.is_advisory_candidate
        and (customers.last_nps is null or customers.last_nps < 9 or customers.lifecycle_stage in ('lead', 'inactive'))
    )
