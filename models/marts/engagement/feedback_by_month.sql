with counted as (
    select * from {{ ref('retensi', 'int_feedback_counted') }}
),

final as (
    select
        month,
        cast(responses as bigint) as responses,
        cast(surveys_sent as bigint) as surveys_sent,
        cast(surveys_answered as bigint) as surveys_answered,
        {{ safe_divide('surveys_answered', 'surveys_sent') }} as response_rate,
        surveys_are_complete,
        cast(nps_responses as bigint) as nps_responses,
        cast(nps_promoters as bigint) as nps_promoters,
        cast(nps_passives as bigint) as nps_passives,
        cast(nps_detractors as bigint) as nps_detractors,
        {{ safe_divide('nps_promoters - nps_detractors', 'nps_responses') }} * 100 as nps,
        cast(csat_responses as bigint) as csat_responses,
        cast(csat_satisfied as bigint) as csat_satisfied,
        {{ safe_divide('csat_satisfied', 'csat_responses') }} as csat,
        cast(reviews as bigint) as reviews,
        cast(positive_reviews as bigint) as positive_reviews,
        cast(negative_reviews as bigint) as negative_reviews,
        review_stars,
        {{ safe_divide('review_stars', 'reviews') }} as average_rating,
        cast(texts as bigint) as texts,
        cast(texts_judged as bigint) as texts_judged,
        {{ safe_divide('texts_judged', 'texts') }} as judged_share,
        cast(texts_positive as bigint) as texts_positive,
        cast(texts_neutral as bigint) as texts_neutral,
        cast(texts_negative as bigint) as texts_negative,
        cast(texts_without_listed_word as bigint) as texts_without_listed_word,
        -- Where fewer than three in ten could be judged, these are no picture of the others.
        {%- for mood in ['positive', 'neutral', 'negative'] %}
        case
            when texts_judged * 10 >= texts * 3 then {{ safe_divide('texts_' ~ mood, 'texts_judged') }}
        end as {{ mood }}_share,
        {%- endfor %}
        is_complete
    from counted
)

select * from final
