with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

words as (
    select * from {{ ref('retensi', 'int_text_words') }}
),

counted as (
    select
        {{ month_of('interaction_date') }} as month,
        word,
        count(distinct interaction_id) as texts,
        count(*) as mentions,
        count(*) filter (where score > 0) as positive_mentions,
        count(*) filter (where score < 0) as negative_mentions,
        sum(score) as score
    from words
    group by
        {{ month_of('interaction_date') }},
        word
),

final as (
    select
        counted.month,
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
