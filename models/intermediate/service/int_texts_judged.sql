with texts as (
    select
        interaction_id,
        interaction_date,
        interaction_type
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        direction = 'in'
        and trim(body) <> ''
),

words as (
    select
        interaction_id,
        count(*) as listed_words,
        sum(score) as score
    from {{ ref('retensi', 'int_text_words') }}
    group by interaction_id
),

final as (
    select
        texts.interaction_id,
        texts.interaction_date,
        texts.interaction_type,
        cast(coalesce(words.listed_words, 0) as bigint) as listed_words,
        cast(coalesce(words.score, 0) as bigint) as score,
        case
            when words.score > 0 then 'positive'
            when words.score < 0 then 'negative'
            else 'neutral'
        end as sentiment
    from texts
    left join words
        on texts.interaction_id = words.interaction_id
)

select * from final
