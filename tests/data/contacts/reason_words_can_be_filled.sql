-- A place that nothing fills would be sent as it is, braces and all, and one that is missing in one of the languages
-- would tell its readers less than the others.
{%- set places = ['about_on', 'arose_on', 'other_on', 'number', 'other_number', 'word'] %}
with words as (
    select
        *,
        {% for language in ['english', 'indonesian'] %}
        {%- set filled = namespace(sql=language) %}
        {%- for place in places %}
        {%- set filled.sql = 'replace(' ~ filled.sql ~ ", '{" ~ place ~ "}', '')" %}
        {%- endfor %}
        {{ filled.sql }} as {{ language }}_filled{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('reason_words') }}
)

select
    reason,
    wording
from words
where
    english_filled like {{ "'%{%'" }}
    or indonesian_filled like {{ "'%{%'" }}
    {%- for place in places %}
    {%- set place_in_braces = "'%{" ~ place ~ "}%'" %}
    or (english like {{ place_in_braces }}) <> (indonesian like {{ place_in_braces }})
    {%- endfor %}
