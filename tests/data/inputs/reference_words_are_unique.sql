-- Statuses and types are matched without regard to case and surrounding blanks, so two rows that differ only there
-- would count every order or interaction of that word twice.
with words as (
    select
        'order_statuses' as seed,
        lower(trim(status)) as word
    from {{ ref('order_statuses') }}
    union all
    select
        'interaction_types' as seed,
        lower(trim(interaction_type)) as word
    from {{ ref('interaction_types') }}
),

final as (
    select
        seed,
        word,
        count(*) as times
    from words
    group by
        seed,
        word
    having count(*) > 1
)

select * from final
