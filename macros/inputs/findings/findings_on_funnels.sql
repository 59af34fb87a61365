{#-
    Steps of funnels that nothing came for, where anything of interactions did: whoever gives none knows that. What a step is
    measured by is that of the models of funnels. Days are told of the first interaction of each type alone.
-#}
{% macro finding_funnel_step_without_events(input) -%}
    {%- set days = ref('retensi', 'input_rows_by_day') %}
    with lines as (
        select *
        from ({{ retensi.funnel_lines() }}) as written
        where funnel is not null and step is not null and event is not null
    ),

    as_of_day as (
        {{ retensi.last_days_known(days) }}
    ),

    first_of_types as (
        select
            interaction_type,
            min(occurred_at) as first_at
        from {{ ref('retensi', 'checked_' ~ input) }}
        where row_status = 'accepted' and is_ignored is not true
        group by interaction_type
    ),

    types_seen as (
        select first_of_types.interaction_type as type_seen
        from first_of_types
        inner join as_of_day on {{ retensi.local_date('first_of_types.first_at') }} <= as_of_day.as_of
    ),

    days_known as (
        select days.*
        from {{ days }} as days
        inner join as_of_day on days.input_day <= as_of_day.as_of
    ),

    purchases as (
        select coalesce(sum(purchases), 0) as purchases_seen
        from days_known
        where input = 'orders'
    ),

    accounts as (
        select coalesce(sum(rows_accepted), 0) as registrations_seen
        from days_known
        where input = 'customers'
    ),

    events as (
        {{ retensi.events_of_funnels() }}
    ),

    steps as (
        select
            lines.funnel,
            min(lines.written_step_number) as written_step_number,
            lines.step,
            coalesce(bool_or(events.is_measured), false) as is_measured
        from lines
        inner join events on lines.event = events.event
        group by lines.funnel, lines.step
    ),

    -- Of interactions none of which can be used, input_empty and refused_rows speak.
    any_type as (
        select count(*) as types
        from types_seen
    ),

    numbered as (
        select
            steps.*,
            row_number() over (partition by steps.is_measured order by steps.funnel, steps.written_step_number, steps.step)
                as place
        from steps
        cross join any_type
        where any_type.types > 0
    )

    select
        count(*) filter (where not is_measured) as row_count,
        count(*) as of_rows,
        {{ retensi.first_examples("concat(funnel, ' ', step)", 'place', 8, 'not is_measured') }} as examples
    from numbered
{%- endmacro %}
