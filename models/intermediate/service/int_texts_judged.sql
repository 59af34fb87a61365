with texts as (
    select
        interaction_id,
        interaction_date,
        interaction_type,
        body
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        direction = 'in'
        and trim(body) <> ''
),

sentiment_words as (
    select * from {{ ref('sentiment_words') }}
),

words as (
    {{ words_of('texts', 'interaction_id', 'body') }}
),

known as (
    select
        words.id as interaction_id,
        count(*) as words,
        count(sentiment_words.word) as known_words
    from words
    left join sentiment_words
        on words.word = sentiment_words.word
    group by words.id
),

listed as (
    select
        interaction_id,
        count(*) as listed_words,
        sum(score) as score
    from {{ ref('retensi', 'int_text_words') }}
    group by interaction_id
),

counted as (
    select
        texts.interaction_id,
        texts.interaction_date,
        texts.interaction_type,
        cast(coalesce(known.words, 0) as bigint) as words,
        cast(coalesce(known.known_words, 0) as bigint) as known_words,
        cast(coalesce(listed.listed_words, 0) as bigint) as listed_words,
        cast(coalesce(listed.score, 0) as bigint) as score
    from texts
    left join known
        on texts.interaction_id = known.interaction_id
    left join listed
        on texts.interaction_id = listed.interaction_id
),

-- A word that another language has too (French `pas`, German `fast`) makes no text one of a language of the list.
judged as (
    select
        *,
        known_words * 4 >= words and (listed_words > 0 or known_words > 1) as is_judged
    from counted
),

final as (
    select
        *,
        case
            when not is_judged then null
            when score > 0 then 'positive'
            when score < 0 then 'negative'
            else 'neutral'
        end as sentiment
    from judged
)

select * from final
