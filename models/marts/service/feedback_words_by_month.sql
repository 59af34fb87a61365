with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

texts as (
    select * from {{ ref('retensi', 'int_texts_judged') }}
    where is_judged
),

words as (
    select * from {{ ref('retensi', 'int_text_words') }}
),

counted as (
    select
        {{ month_of('words.interaction_date') }} as month,
        words.phrase,
        words.word,
        count(distinct words.interaction_id) as texts,
        count(*) as mentions,
        count(*) filter (where words.score > 0) as positive_mentions,
        count(*) filter (where words.score < 0) as negative_mentions,
        sum(words.score) as score
    from words
    inner join texts
        on words.interaction_id = texts.interaction_id
    group by
        {{ month_of('words.interaction_date') }},
        words.phrase,
        words.word
),

final as (
    select
        counted.month,
        counted.phrase,
        counted.word,
        cast(counted.texts as bigint) as texts,
        cast(counted.mentions as bigint) as mentions,
        cast(counted.positive_mentions as bigint) as positive_mentions,
        cast(counted.negative_mentions as bigint) as negative_mentions,
        cast(counted.score as bigint) as score,
        cast(
            rank() over (partition by counted.month order by abs(counted.score) desc, counted.mentions desc) as bigint
        ) as strength_rank,
        months.is_complete
    from counted
    inner join months
        on counted.month = months.month
)

select * from final
