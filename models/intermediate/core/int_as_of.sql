{{ config(post_hook="{{ retensi.note_as_of(this) }}") }}

-- Everything behind the front door builds on this model, and this one on the reconciliation: too many refused rows
-- stop the build here, before a mart changes.
-- depends_on: {{ ref('retensi', 'input_reconciliation') }}
{#- An unknown time zone is refused before any model runs, yet this is read before that. #}
{%- set zone = var('reporting_timezone') if var('reporting_timezone') in modules.pytz.all_timezones_set else 'UTC' %}
{%- set yesterday = (
    run_started_at.astimezone(modules.pytz.timezone(zone)) - modules.datetime.timedelta(days=1)
).strftime('%Y-%m-%d') %}

{%- set latest = "cast('" ~ (var('as_of') or yesterday) ~ "' as date)" %}

with rows_by_day as (
    select * from {{ ref('retensi', 'input_rows_by_day') }}
    where input in ('orders', 'interactions')
),

-- The running day is never over, so what it holds counts as known up to yesterday.
last_days as (
    select
        max(least(input_day, {{ latest }})) as last_day,
        max(case when purchases > 0 then least(input_day, {{ latest }}) end) as last_purchase_on,
        max(case when input = 'interactions' then least(input_day, {{ latest }}) end) as last_interaction_on
    from rows_by_day
),

as_of_day as (
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
    from last_days
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
        {{ month_of('first_order.first_order_date') }} as spine_start,
        as_of_day.last_purchase_on,
        as_of_day.last_interaction_on
    from as_of_day
    cross join first_order
)

select * from final
