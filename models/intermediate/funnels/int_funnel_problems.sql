{{ config(post_hook="{{ retensi.refuse_funnel_problems(this) }}") }}
{%- set derived = derived_events() -%}
with lines as (
    select
        coalesce(funnel, '(without a name)') as funnel_named,
        *
    from ({{ funnel_lines() }}) as written
),

known_events as (
    select lower(trim(interaction_type)) as known_event
    from {{ ref('interaction_types') }}
    where means is null
    union
    {{ each_value(derived, 'known_event') }}
),

problems_of_lines as (
    {%- for column in ['funnel', 'step', 'event'] %}
    select
        funnel_named as funnel,
        'a line has no {{ column }}' as problem
    from lines
    where {{ column }} is null
    union
    {%- endfor %}
    select
        funnel_named as funnel,
        concat('step_number is ', coalesce(written_step_number, 'empty'), '; expected a whole number from 1 to 8')
            as problem
    from lines
    where step_number is null or step_number < 1 or step_number > 8
    union
    select
        funnel_named as funnel,
        concat('window_days is ', written_window_days, '; expected a whole number of days from 1 on, or nothing')
            as problem
    from lines
    where written_window_days is not null and coalesce(window_days, 0) < 1
    union
    select
        lines.funnel_named as funnel,
        concat(
            'event ', lines.event, ' is neither a type of interaction_types nor one of {{ derived | join(", ") }}'
        ) as problem
    from lines
    left join known_events on lines.event = known_events.known_event
    where lines.event is not null and known_events.known_event is null
),

-- Windows are compared as numbers, as far as they are numbers: 07 is 7.
funnels as (
    select
        funnel,
        count(distinct step_number) as steps,
        max(step_number) as last_step,
        count(
            distinct coalesce(cast(window_days as {{ dbt.type_string() }}), written_window_days, 'none')
        ) as windows
    from lines
    where funnel is not null
    group by funnel
),

problems_of_funnels as (
    select
        funnel,
        case
            when steps = 1 then 'it has a single step; expected two or more'
            else concat(
                'its steps are numbered up to ', cast(last_step as {{ dbt.type_string() }}), ', but there are ',
                cast(steps as {{ dbt.type_string() }}), '; expected no gaps'
            )
        end as problem
    from funnels
    where steps = 1 or steps <> last_step
    union
    select
        funnel,
        'window_days differs between its lines; expected the same on each' as problem
    from funnels
    where windows > 1
),

problems_of_names as (
    select
        funnel,
        concat('step ', cast(step_number as {{ dbt.type_string() }}), ' has more than one name') as problem
    from lines
    where funnel is not null
    group by funnel, step_number
    having count(distinct step) > 1
    union
    select
        funnel,
        concat('the name ', step, ' stands at more than one step') as problem
    from lines
    where funnel is not null
    group by funnel, step
    having count(distinct step_number) > 1
),

final as (
    select * from problems_of_lines
    union
    select * from problems_of_funnels
    union
    select * from problems_of_names
)

select * from final
