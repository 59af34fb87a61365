with texts as (
    select
        interaction_id,
        interaction_date,
        body
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        direction = 'in'
        and body is not null
),

sentiment_words as (
    select * from {{ ref('sentiment_words') }}
    where kind <> 'common'
),

words as (
    {{ words_of('texts', 'interaction_id', 'body') }}
),

listed as (
    select
        words.id as interaction_id,
        words.place,
        words.word,
        sentiment_words.kind,
        sentiment_words.weight
    from words
    inner join sentiment_words
        on words.word = sentiment_words.word
),

moods as (
    select * from listed
    where kind = 'word'
),

negated as (
    select
        negations.interaction_id,
        negations.place as negation_place,
        min(moods.place) as place
    from listed as negations
    inner join moods
        on
            negations.interaction_id = moods.interaction_id
            and moods.place between negations.place + 1 and negations.place + 2
    where negations.kind = 'negation'
    group by
        negations.interaction_id,
        negations.place
),

-- Of several negations the nearest one is the phrase that is read.
negated_words as (
    select
        interaction_id,
        place,
        max(negation_place) as negation_place
    from negated
    group by
        interaction_id,
        place
),

intensified_words as (
    select distinct
        interaction_id,
        case when kind = 'intensifier' then place + 1 else place - 1 end as place
    from listed
    where kind in ('intensifier', 'intensifier_after')
),

final as (
    select
        moods.interaction_id,
        texts.interaction_date,
        moods.place,
        moods.word,
        case
            when negations.word is null then moods.word
            else concat(negations.word, ' ', moods.word)
        end as phrase,
        negated_words.interaction_id is not null as is_negated,
        intensified_words.interaction_id is not null as is_intensified,
        cast(
            moods.weight
            * case when negated_words.interaction_id is not null then -1 else 1 end
            * case when intensified_words.interaction_id is not null then 2 else 1 end
            as bigint
        ) as score
    from moods
    inner join texts
        on moods.interaction_id = texts.interaction_id
    left join negated_words
        on
            moods.interaction_id = negated_words.interaction_id
            and moods.place = negated_words.place
    left join listed as negations
        on
            negated_words.interaction_id = negations.interaction_id
            and negated_words.negation_place = negations.place
    left join intensified_words
        on
            moods.interaction_id = intensified_words.interaction_id
            and moods.place = intensified_words.place
)

select * from final
