{#-
    A query with one row per word of a text, columns `id`, `place` (from 1) and `word`: lower case, letters a to z only,
    apostrophes dropped (`Don't!` is `dont`), everything else a blank. It goes into a CTE. Only plain letters are lowered,
    for engines differ on the others.
-#}
{% macro words_of(relation, id, text) -%}
    {%- set plain -%}
        translate({{ text }}, concat('ABCDEFGHIJKLMNOPQRSTUVWXYZ', chr(39), '’'), 'abcdefghijklmnopqrstuvwxyz')
    {%- endset -%}
    {{ return(adapter.dispatch('words_of', 'retensi')(relation, id, plain)) }}
{%- endmacro %}

{% macro default__words_of(relation, id, text) -%}
    select
        {{ relation }}.{{ id }} as id,
        cast(words.place as bigint) as place,
        words.word
    from {{ relation }}
    cross join lateral regexp_split_to_table(trim(regexp_replace({{ text }}, '[^a-z]+', ' ', 'g')), ' ')
        with ordinality as words (word, place)
    where words.word <> ''
{%- endmacro %}

{% macro duckdb__words_of(relation, id, text) -%}
    select
        split_texts.id,
        cast(generate_subscripts(split_texts.words, 1) as bigint) as place,
        unnest(split_texts.words) as word
    from (
        select
            {{ relation }}.{{ id }} as id,
            list_filter(
                string_split(regexp_replace({{ text }}, '[^a-z]+', ' ', 'g'), ' '),
                lambda word : word <> ''
            ) as words
        from {{ relation }}
    ) as split_texts
{%- endmacro %}

{% macro spark__words_of(relation, id, text) -%}
    select
        split_texts.id,
        cast(words.place + 1 as bigint) as place,
        words.word
    from (
        select
            {{ relation }}.{{ id }} as id,
            split(trim(regexp_replace({{ text }}, '[^a-z]+', ' ')), ' ') as words
        from {{ relation }}
    ) as split_texts
    lateral view posexplode(split_texts.words) words as place, word
    where words.word <> ''
{%- endmacro %}
