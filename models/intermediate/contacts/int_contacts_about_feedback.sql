with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and interaction_type in ('nps_response', 'csat_response', 'review_submitted', 'referral_sent')
),

outstanding_feedback as (
    select * from {{ ref('retensi', 'int_feedback_outstanding') }}
    where outstanding_until is null
),

complainers as (
    select distinct customer_id from {{ ref('retensi', 'int_complaints_stated') }}
    where is_open
),

unhappy_customers as (
    select customer_id from outstanding_feedback
    union
    select customer_id from complainers
),

-- The last bad word that stands, of somebody who has no complaint open: that one is answered first.
disappointments as (
    select
        outstanding_feedback.customer_id,
        outstanding_feedback.outstanding_from,
        scores.interaction_type,
        cast(floor(scores.score) as bigint) as score,
        row_number() over (
            partition by outstanding_feedback.customer_id
            order by scores.occurred_at desc, scores.interaction_id desc
        ) as newest_first
    from outstanding_feedback
    inner join {{ ref('retensi', 'int_feedback_scored') }} as scores
        on outstanding_feedback.interaction_id = scores.interaction_id
    left join complainers on outstanding_feedback.customer_id = complainers.customer_id
    where complainers.customer_id is null
),

-- The latest of the two scores a shop asks for.
scores as (
    select
        customer_id,
        interaction_type,
        interaction_date,
        occurred_at,
        value,
        row_number() over (partition by customer_id order by occurred_at desc, interaction_id desc) as newest_first
    from interactions
    where interaction_type in ('nps_response', 'csat_response')
),

last_reviews as (
    select
        customer_id,
        max(occurred_at) as last_review_at
    from interactions
    where interaction_type = 'review_submitted'
    group by customer_id
),

good_experiences as (
    select
        scores.customer_id,
        scores.interaction_type,
        scores.interaction_date as about_on,
        cast(floor(scores.value) as bigint) as score
    from scores
    left join last_reviews on scores.customer_id = last_reviews.customer_id
    left join unhappy_customers on scores.customer_id = unhappy_customers.customer_id
    where
        scores.newest_first = 1
        and scores.value >= case when scores.interaction_type = 'nps_response' then 9 else 4 end
        and (last_reviews.last_review_at is null or last_reviews.last_review_at < scores.occurred_at)
        and unhappy_customers.customer_id is null
),

recommendations as (
    select
        customer_id,
        interaction_type,
        interaction_date,
        row_number() over (partition by customer_id order by occurred_at, interaction_id) as oldest_first
    from interactions
    where
        interaction_type = 'referral_sent'
        or (interaction_type = 'review_submitted' and value >= 4)
),

occasions as (
    select
        customer_id,
        'make_good' as reason,
        outstanding_from as about_on,
        interaction_type as wording,
        score as number
    from disappointments
    where newest_first = 1
    union all
    select
        customer_id,
        'ask_for_review' as reason,
        about_on,
        interaction_type as wording,
        score as number
    from good_experiences
    union all
    select
        customer_id,
        'thank_advocate' as reason,
        interaction_date as about_on,
        interaction_type as wording,
        cast(null as bigint) as number
    from recommendations
    where oldest_first = 1
),

final as (
    select
        *,
        about_on as arose_on,
        cast(null as date) as over_on,
        cast(null as bigint) as other_number,
        cast(null as date) as other_on,
        cast(null as {{ dbt.type_string() }}) as word
    from occasions
)

select * from final
