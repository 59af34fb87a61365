{#-
    A query with one row: `as_of`, by the vars as_of and as_of_follows, and the last days of purchases and interactions.
    `rows_by_day` has the columns of `input_rows_by_day`. The running day is never over: what it holds counts as known up
    to yesterday. as_of follows interactions too by default: a shop that sells nothing for a week has lost that week.
-#}
{% macro last_days_known(rows_by_day) -%}
    {%- set latest = retensi.latest_day() -%}
    select
        {%- if var('as_of') is not none %}
        {{ latest }} as as_of,
        {%- elif var('as_of_follows') == 'purchases' %}
        coalesce(last_purchase_on, last_day, {{ latest }}) as as_of,
        {%- else %}
        coalesce(last_day, {{ latest }}) as as_of,
        {%- endif %}
        last_purchase_on,
        last_interaction_on
    from (
        select
            max(least(input_day, {{ latest }})) as last_day,
            max(case when purchases > 0 then least(input_day, {{ latest }}) end) as last_purchase_on,
            max(case when input = 'interactions' then least(input_day, {{ latest }}) end) as last_interaction_on
        from {{ rows_by_day }}
        where input in ('orders', 'interactions')
    ) as last_days
{%- endmacro %}

{#- The last day that can be known: the var as_of, else the day before the build, in the zone of the reports. -#}
{% macro latest_day() -%}
    {#- An unknown time zone is refused before any model runs, yet this is read before that. #}
    {%- set zone = var('reporting_timezone') if var('reporting_timezone') in modules.pytz.all_timezones_set else 'UTC' %}
    {%- set today = run_started_at.astimezone(modules.pytz.timezone(zone)) %}
    {%- set yesterday = (today - modules.datetime.timedelta(days=1)).strftime('%Y-%m-%d') %}
    {{- return("cast('" ~ (var('as_of') or yesterday) ~ "' as date)") }}
{%- endmacro %}
