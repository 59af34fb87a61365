{#-
    A query with one row per day, column `day`, from the first to the last date (both included) of a
    relation with exactly one row; no rows where either date is null. It goes into a CTE.
-#}
{% macro each_day(first_day, last_day, relation) -%}
    {{ return(adapter.dispatch('each_day', 'retensi')(first_day, last_day, relation)) }}
{%- endmacro %}

{% macro default__each_day(first_day, last_day, relation) -%}
    select cast(series.day as date) as day
    from {{ relation }}
    cross join lateral generate_series({{ first_day }}, {{ last_day }}, interval '1 day') as series (day)
{%- endmacro %}

{% macro duckdb__each_day(first_day, last_day, relation) -%}
    select cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval '1 day')) as date) as day
    from {{ relation }}
{%- endmacro %}

{% macro spark__each_day(first_day, last_day, relation) -%}
    select explode(sequence({{ first_day }}, {{ last_day }}, interval 1 day)) as day
    from {{ relation }}
    where {{ first_day }} <= {{ last_day }}
{%- endmacro %}
