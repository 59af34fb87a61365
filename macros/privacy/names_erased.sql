{#-
    Condition that a text names somebody who is to be forgotten: one of its words is such a person's mail address, or
    phone, customer or visitor id of at least 6 characters. Words are letters, digits and . _ % + @ - within a text.
-#}
{% macro names_erased(text, erased) -%}
    {{ return(adapter.dispatch('names_erased', 'retensi')(text, erased)) }}
{%- endmacro %}

{% macro duckdb__names_erased(text, erased) -%}
    coalesce(list_has_any(
        list_transform(
            list_filter(
                regexp_split_to_array(lower({{ text }}), '[^\pL\pN._%+@-]+'), lambda word: length(word) >= 6
            ),
            lambda word: {{ retensi.erased_identifier('word', "trim(word, '._-')") }}
        ),
        (select list(named.identifier_hash) from {{ erased }} as named where named.kind = 'word')
    ), false)
{%- endmacro %}

{% macro postgres__names_erased(text, erased) -%}
    exists (
        select 1
        from regexp_split_to_table(lower({{ text }}), '[^[:alnum:]._%+@-]+') as words (word)
        where
            length(words.word) >= 6
            and {{ retensi.erased_identifier('word', "btrim(words.word, '._-')") }} in (
                select named.identifier_hash from {{ erased }} as named where named.kind = 'word'
            )
    )
{%- endmacro %}

{% macro spark__names_erased(text, erased) -%}
    coalesce(arrays_overlap(
        transform(
            filter(split(lower({{ text }}), '[^\\p{L}\\p{N}._%+@-]+'), word -> length(word) >= 6),
            word -> {{ retensi.erased_identifier('word', "btrim(word, '._-')") }}
        ),
        (select collect_list(named.identifier_hash) from {{ erased }} as named where named.kind = 'word')
    ), false)
{%- endmacro %}
