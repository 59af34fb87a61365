-- A listed word that no text can hold (a capital letter, an apostrophe, two words in one row) never counts, and nobody
-- would notice; neither would anybody where a negation was given a weight or a word was given none.
select
    word,
    kind,
    weight
from {{ ref('sentiment_words') }}
where
    not {{ retensi.matches('word', '^[a-z]+$') }}
    or (kind = 'word') <> (weight <> 0)
