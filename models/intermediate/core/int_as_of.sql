{{ config(post_hook="{{ retensi.note_as_of(this) }}") }}

-- Everything behind the front door builds on this model, and this one on the reconciliation: too many refused rows
-- stop the build here, before a mart changes.
-- depends_on: {{ ref('retensi', 'input_reconciliation') }}
{#- An unknown time zone is refused before any model runs, yet this is read before that. #}
{%- set zone = var('reporting_timezone') if var('reporting_timezone') in modules.pytz.all_timezones_set else 'UTC' %}
{%- set yesterday = (
    run_started_at.astimezone(modules.pytz.timezone(zone)) - modules.datetime.timedelta(days=1)
).strftime('%Y-%m-%d') %}

with rows_by_day as (
    select * from {{ ref('retensi', 'input_rows_by_day') }}
    where input in ('orders', 'interactions')
),

as_of_day as (
    {%- if var('as_of') is not none %}
    select cast('{{ var("as_of") }}' as date) as as_of
    {%- else %}
    select least(coalesce(max(input_day), cast('{{ yesterday }}' as date)), cast('{{ yesterday }}' as date)) as as_of
    from rows_by_day
    {%- endif %}
),

first_order as (
    select min(rows_by_day.input_day) as first_order_date
    from rows_by_day
    inner join as_of_day on rows_by_day.input_day <= as_of_day.as_of
    where rows_by_day.input = 'orders'
),

final as (
    select
        as_of_day.as_of,
        {{ month_of('first_order.first_order_date') }} as spine_start
    from as_of_day
    cross join first_order
)

select * from final
