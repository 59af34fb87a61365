with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and interaction_type in ('nps_response', 'csat_response', 'review_submitted', 'referral_sent')
),

unhappy_customers as (
    select
        customer_id,
        has_negative_feedback or has_open_complaint as is_unhappy
    from {{ ref('retensi', 'int_customer_risks') }}
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
        scores.interaction_date as about_on,
        cast(cast(floor(scores.value) as bigint) as {{ dbt.type_string() }}) as score,
        case when scores.interaction_type = 'nps_response' then '10' else '5' end as best_score
    from scores
    left join last_reviews on scores.customer_id = last_reviews.customer_id
    left join unhappy_customers on scores.customer_id = unhappy_customers.customer_id
    where
        scores.newest_first = 1
        and scores.value >= case when scores.interaction_type = 'nps_response' then 9 else 4 end
        and (last_reviews.last_review_at is null or last_reviews.last_review_at < scores.occurred_at)
        and not coalesce(unhappy_customers.is_unhappy, false)
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

final as (
    select
        customer_id,
        'ask_for_review' as reason,
        about_on,
        about_on as arose_on,
        concat(
            'Gave ', score, ' of ', best_score, ' on ', {{ day_in_words('about_on') }},
            ' and has written no review since.'
        ) as detail
    from good_experiences
    union all
    select
        customer_id,
        'thank_advocate' as reason,
        interaction_date as about_on,
        interaction_date as arose_on,
        concat(
            case
                when interaction_type = 'referral_sent' then 'Recommended the shop to somebody for the first time on '
                else 'Wrote a first good review on '
            end,
            {{ day_in_words('interaction_date') }}, '.'
        ) as detail
    from recommendations
    where oldest_first = 1
)

select * from final
