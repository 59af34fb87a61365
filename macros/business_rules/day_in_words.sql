{#- A date as people write it: 3 January 2026, and in Indonesian 3 Januari 2026. -#}
{% macro day_in_words(day, language='en') -%}
    {%- set months = {
        'en': 'January,February,March,April,May,June,July,August,September,October,November,December',
        'id': 'Januari,Februari,Maret,April,Mei,Juni,Juli,Agustus,September,Oktober,November,Desember',
    } -%}
    concat(
        cast(cast(extract(day from {{ day }}) as integer) as {{ dbt.type_string() }}), ' ',
        split_part('{{ months[language] }}', ',', cast(extract(month from {{ day }}) as integer)), ' ',
        cast(cast(extract(year from {{ day }}) as integer) as {{ dbt.type_string() }})
    )
{%- endmacro %}
