{%- set counts = {
    'surveys': ['surveys_sent', 'surveys_answered'],
    'scores': [
        'responses', 'nps_responses', 'nps_promoters', 'nps_passives', 'nps_detractors', 'csat_responses',
        'csat_satisfied', 'reviews', 'positive_reviews', 'negative_reviews',
    ],
    'texts': [
        'texts', 'texts_judged', 'texts_positive', 'texts_neutral', 'texts_negative', 'texts_without_listed_word',
    ],
} -%}
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

interactions_given as (
    select coalesce(bool_or(is_present), false) as is_given
    from {{ ref('retensi', 'input_presence') }}
    where input = 'interactions'
),

survey_events as (
    select
        interaction_type,
        interaction_date,
        lead(interaction_type) over person as next_type,
        lead(interaction_date) over person as next_date
    from {{ ref('retensi', 'int_interactions_identified') }}
    where interaction_type in ('survey_sent', 'nps_response', 'csat_response')
    window
        person as (partition by person_id order by occurred_at, interaction_id)
),

-- Four weeks and a bit: what comes later is hardly an answer to this survey.
surveys as (
    select
        {{ month_of('interaction_date') }} as month,
        count(*) as surveys_sent,
        count(*) filter (
            where next_type <> 'survey_sent' and next_date <= {{ add_days('interaction_date', 30) }}
        ) as surveys_answered
    from survey_events
    where interaction_type = 'survey_sent'
    group by {{ month_of('interaction_date') }}
),

scores as (
    select
        {{ month_of('interaction_date') }} as month,
        count(*) filter (where interaction_type <> 'review_submitted') as responses,
        {%- for column, type, verdict in [
            ('nps_promoters', 'nps_response', 'positive'),
            ('nps_passives', 'nps_response', 'neutral'),
            ('nps_detractors', 'nps_response', 'negative'),
            ('csat_satisfied', 'csat_response', 'positive'),
            ('positive_reviews', 'review_submitted', 'positive'),
            ('negative_reviews', 'review_submitted', 'negative'),
        ] %}
        count(*) filter (where interaction_type = '{{ type }}' and verdict = '{{ verdict }}') as {{ column }},
        {%- endfor %}
        count(*) filter (where interaction_type = 'nps_response') as nps_responses,
        count(*) filter (where interaction_type = 'csat_response') as csat_responses,
        count(*) filter (where interaction_type = 'review_submitted') as reviews,
        sum(case when interaction_type = 'review_submitted' then score else 0 end) as review_stars
    from {{ ref('retensi', 'int_feedback_scored') }}
    group by {{ month_of('interaction_date') }}
),

texts as (
    select
        {{ month_of('interaction_date') }} as month,
        count(*) as texts,
        count(*) filter (where is_judged) as texts_judged,
        count(*) filter (where sentiment = 'positive') as texts_positive,
        count(*) filter (where sentiment = 'neutral') as texts_neutral,
        count(*) filter (where sentiment = 'negative') as texts_negative,
        count(*) filter (where listed_words = 0) as texts_without_listed_word
    from {{ ref('retensi', 'int_texts_judged') }}
    group by {{ month_of('interaction_date') }}
),

counted as (
    select
        months.month,
        {%- for part, columns in counts.items() %}
        {%- for column in columns %}
        cast(case when interactions_given.is_given then coalesce({{ part }}.{{ column }}, 0) end as bigint)
            as {{ column }},
        {%- endfor %}
        {%- endfor %}
        cast(case when interactions_given.is_given then coalesce(scores.review_stars, 0) end as decimal(38, 4))
            as review_stars,
        {{ add_days('months.month_end', 30) }} <= bounds.as_of as surveys_are_complete,
        months.is_complete
    from months
    cross join bounds
    cross join interactions_given
    left join surveys on months.month = surveys.month
    left join scores on months.month = scores.month
    left join texts on months.month = texts.month
),

rated as (
    select
        *,
        {{ safe_divide('surveys_answered', 'surveys_sent') }} as response_rate,
        {{ safe_divide('nps_promoters - nps_detractors', 'nps_responses') }} * 100 as nps,
        {{ safe_divide('csat_satisfied', 'csat_responses') }} as csat,
        {{ safe_divide('review_stars', 'reviews') }} as average_rating,
        {{ safe_divide('texts_judged', 'texts') }} as judged_share,
        -- Where fewer than three in ten could be judged, these are no picture of the others.
        {%- for mood in ['positive', 'neutral', 'negative'] %}
        case
            when texts_judged * 10 >= texts * 3 then {{ safe_divide('texts_' ~ mood, 'texts_judged') }}
        end as {{ mood }}_share{% if not loop.last %},{% endif %}
        {%- endfor %}
    from counted
)

select {{ contracted_columns() }} from rated
