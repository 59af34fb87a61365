{{ config(meta={'dagster': {'ref': {'name': 'feedback_by_month', 'package': 'retensi'}}}) }}
-- One NPS in the house: the feedback of a month is that of the KPIs, its parts add up, and nothing written or rated in
-- the month is left out.
with feedback as (
    select * from {{ ref('retensi', 'feedback_by_month') }}
),

kpis as (
    select * from {{ ref('retensi', 'kpis_by_month') }}
),

interactions as (
    select
        {{ retensi.month_of('interaction_date') }} as month,
        count(*) filter (where interaction_type = 'survey_sent') as surveys_sent,
        count(*) filter (where interaction_type = 'review_submitted') as reviews,
        sum(case when interaction_type = 'review_submitted' then value else 0 end) as review_stars,
        count(*) filter (where direction = 'in' and body is not null) as texts
    from {{ ref('retensi', 'int_interactions_identified') }}
    group by {{ retensi.month_of('interaction_date') }}
),

words as (
    select
        month,
        sum(score) as score
    from {{ ref('retensi', 'feedback_words_by_month') }}
    group by month
),

text_scores as (
    select
        {{ retensi.month_of('interaction_date') }} as month,
        sum(score) as score
    from {{ ref('retensi', 'int_texts_judged') }}
    where is_judged
    group by {{ retensi.month_of('interaction_date') }}
)

select coalesce(feedback.month, kpis.month) as month
from feedback
full outer join kpis
    on feedback.month = kpis.month
left join interactions
    on feedback.month = interactions.month
left join words
    on feedback.month = words.month
left join text_scores
    on feedback.month = text_scores.month
where
    feedback.month is null
    or kpis.month is null
    or feedback.nps_responses <> kpis.nps_responses
    or feedback.nps_promoters <> kpis.nps_promoters
    or feedback.nps_detractors <> kpis.nps_detractors
    or feedback.csat_responses <> kpis.csat_responses
    or feedback.csat_satisfied <> kpis.csat_satisfied
    or (feedback.nps_responses is null) <> (kpis.nps_responses is null)
    or feedback.nps_promoters + feedback.nps_passives + feedback.nps_detractors <> feedback.nps_responses
    or feedback.responses <> feedback.nps_responses + feedback.csat_responses
    or feedback.surveys_answered > feedback.surveys_sent
    or feedback.surveys_sent <> coalesce(interactions.surveys_sent, 0)
    or feedback.reviews <> coalesce(interactions.reviews, 0)
    or feedback.review_stars <> coalesce(interactions.review_stars, 0)
    or feedback.texts <> coalesce(interactions.texts, 0)
    or feedback.texts_positive + feedback.texts_neutral + feedback.texts_negative <> feedback.texts_judged
    or feedback.texts_judged > feedback.texts
    or coalesce(words.score, 0) <> coalesce(text_scores.score, 0)
