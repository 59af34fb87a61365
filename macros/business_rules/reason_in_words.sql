{#- A template of the seed reason_words with the facts of an occasion in its places. What the shop calls a step comes last. -#}
{% macro reason_in_words(template, facts, language) -%}
    {%- set filled = namespace(sql=template) -%}
    {%- for day in ['about_on', 'arose_on', 'other_on'] -%}
        {%- set words = retensi.day_in_words(facts ~ '.' ~ day, language) -%}
        {%- set words = 'case when ' ~ facts ~ '.' ~ day ~ " is null then '' else " ~ words ~ ' end' -%}
        {%- set filled.sql = 'replace(' ~ filled.sql ~ ", '{" ~ day ~ "}', " ~ words ~ ')' -%}
    {%- endfor -%}
    {%- for fact in ['number', 'other_number', 'word'] -%}
        {%- set words = 'coalesce(cast(' ~ facts ~ '.' ~ fact ~ ' as ' ~ dbt.type_string() ~ "), '')" -%}
        {%- set filled.sql = 'replace(' ~ filled.sql ~ ", '{" ~ fact ~ "}', " ~ words ~ ')' -%}
    {%- endfor -%}
    {{ filled.sql }}
{%- endmacro %}
