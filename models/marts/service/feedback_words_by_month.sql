with words as (
    select
        text_words.*,
        {{ month_of('text_words.interaction_date') }} as month
    from {{ ref('retensi', 'int_text_words') }} as text_words
    inner join {{ ref('retensi', 'int_texts_judged') }} as texts
        on text_words.interaction_id = texts.interaction_id and texts.is_judged
),

counted as (
    select
        month,
        phrase,
        word,
        cast(count(distinct interaction_id) as bigint) as texts,
        cast(count(*) as bigint) as mentions,
        cast(count(*) filter (where score > 0) as bigint) as positive_mentions,
        cast(count(*) filter (where score < 0) as bigint) as negative_mentions,
        cast(sum(score) as bigint) as score
    from words
    group by month, phrase, word
),

ranked as (
    select
        counted.*,
        cast(
            rank() over (partition by counted.month order by abs(counted.score) desc, counted.mentions desc) as bigint
        ) as strength_rank,
        months.is_complete
    from counted
    inner join {{ ref('retensi', 'int_reporting_months') }} as months on counted.month = months.month
)

select {{ contracted_columns() }} from ranked
