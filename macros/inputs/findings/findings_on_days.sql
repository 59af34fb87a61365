{#- Times without an offset, which are read as UTC. Taken for local, such a time lies on the day that is written. -#}
{% macro finding_times_without_offset(input) -%}
    {%- set column = {'orders': 'ordered_at', 'interactions': 'occurred_at'}[input] %}
    {%- set ends_with_clock = '[T ][0-9]{1,2}[:.][0-9]{2}([:.][0-9]{2}([.,][0-9]+)?)?( *[AP][.]?M[.]?)?$|^[0-9]{14}$' %}
    {%- if column in retensi.text_columns(input) and var('reporting_timezone') != 'UTC' %}
    with read as (
        select
            {{ retensi.read_text('received.' ~ column) }} as written,
            checked.{{ column }} as moment
        from {{ ref('retensi', 'received_' ~ input) }} as received
        inner join {{ ref('retensi', 'checked_' ~ input) }} as checked on received._row_id = checked._row_id
        where checked.quarantine_reason is null
    ),

    judged as (
        select
            written,
            length(written) > 10 and {{ retensi.matches('upper(written)', ends_with_clock) }} as is_without,
            cast(moment as date) <> {{ retensi.local_date('moment') }} as moves_day,
            {{ retensi.month_of('moment') }} <> {{ retensi.month_of(retensi.local_time('moment')) }} as moves_month
        from read
    )

    select
        count(*) filter (where is_without) as row_count,
        count(*) as of_rows,
        '{{ column }}' as column_name,
        '{{ var("reporting_timezone") }}' as zone,
        count(*) filter (where is_without and moves_day) as days_moved,
        count(*) filter (where is_without and moves_month) as months_moved,
        {{ retensi.first_and_last('written', 'is_without and moves_day') }} as examples,
        100 * count(*) filter (where is_without and moves_day) > count(*) as is_grave
    from judged
    {%- endif %}
{%- endmacro %}

{#-
    A day is missed where the shop sells 10 a day or more on both sides of the gap, and not on weekdays it is mostly shut. Up
    to three of them in a row may be holidays.
-#}
{% macro finding_days_without_orders(input) -%}
    {%- set weekday = retensi.days_between("date '0001-01-01'", 'calendar.day') ~ ' % 7' %}
    with days as (
        select
            input_day as day,
            rows_accepted as orders,
            row_number() over (order by input_day) as place,
            avg(rows_accepted) over (order by input_day rows between 13 preceding and current row) as orders_before,
            avg(rows_accepted) over (order by input_day rows between 1 following and 14 following) as orders_after
        from {{ ref('retensi', 'input_rows_by_day') }}
        where input = 'orders'
    ),

    bounds as (
        select
            min(day) as first_day,
            max(day) as last_day
        from days
    ),

    calendar as (
        {{ retensi.each_day('first_day', 'last_day', 'bounds') }}
    ),

    numbered as (
        select
            calendar.day,
            {{ weekday }} as weekday,
            days.day is not null as has_orders,
            count(days.day) over (order by calendar.day) as place
        from calendar
        left join days on calendar.day = days.day
    ),

    weekdays as (
        select weekday from numbered
        group by weekday
        having 2 * count(*) filter (where has_orders) >= count(*)
    ),

    missing as (
        select
            numbered.day,
            count(*) over (partition by numbered.place) as days_in_a_row,
            row_number() over (order by numbered.day) as number
        from numbered
        inner join days on numbered.place = days.place
        inner join weekdays on numbered.weekday = weekdays.weekday
        where not numbered.has_orders and least(days.orders_before, days.orders_after) >= 10
    )

    select
        count(*) as row_count,
        (select count(*) from calendar) as of_rows,
        {{ retensi.first_examples('cast(day as ' ~ dbt.type_string() ~ ')', 'number', 5) }} as examples,
        coalesce(max(days_in_a_row) >= 4, false) as is_grave
    from missing
{%- endmacro %}

{#- Days that two years part from nine tenths of the rows. -#}
{% macro finding_rows_far_away(input) -%}
    with placed as (
        select
            input_day as day,
            rows_accepted as row_count,
            lead(input_day) over (order by input_day) as next_day,
            sum(rows_accepted) over (order by input_day) as rows_up_to,
            sum(rows_accepted) over () as all_rows
        from {{ ref('retensi', 'input_rows_by_day') }}
        where input = '{{ input }}'
    ),

    bounds as (
        select
            max(day) filter (
                where {{ retensi.days_between('day', 'next_day') }} >= 730 and 10 * rows_up_to <= all_rows
            ) as last_before,
            min(next_day) filter (
                where {{ retensi.days_between('day', 'next_day') }} >= 730 and 10 * (all_rows - rows_up_to) <= all_rows
            ) as first_after
        from placed
    ),

    judged as (
        select
            placed.day,
            placed.row_count,
            coalesce(placed.day <= bounds.last_before or placed.day >= bounds.first_after, false) as is_far
        from placed
        cross join bounds
    ),

    numbered as (
        select
            *,
            row_number() over (partition by is_far order by day) as number,
            concat(
                cast(day as {{ dbt.type_string() }}), ' (', cast(row_count as {{ dbt.type_string() }}), ')'
            ) as example
        from judged
    )

    select
        sum(case when is_far then row_count else 0 end) as row_count,
        sum(row_count) as of_rows,
        min(case when not is_far then day end) as first_day,
        max(case when not is_far then day end) as last_day,
        {{ retensi.first_examples('example', 'number', 5, 'is_far') }} as examples
    from numbered
{%- endmacro %}

{#-
    Interactions after the last sale, where as_of follows them: as the marts reckon it, at most up to yesterday. A shop may be
    quiet for as long as it was before.
-#}
{% macro finding_as_of_after_last_sale(input) -%}
    {%- if var('as_of') is none and var('as_of_follows') != 'purchases' %}
    {%- set yesterday = retensi.latest_day() %}
    with sales as (
        select least(input_day, {{ yesterday }}) as day
        from {{ ref('retensi', 'input_rows_by_day') }}
        where input = 'orders' and purchases > 0
        group by least(input_day, {{ yesterday }})
    ),

    gaps as (
        select
            day,
            {{ retensi.days_between('lag(day) over (order by day)', 'day') }} as days_before,
            max(day) over () as last_sale
        from sales
    ),

    quiet as (
        select
            last_sale,
            max(days_before) as days
        from gaps
        where day > {{ retensi.add_days('last_sale', -365) }}
        group by last_sale
    ),

    last_interaction as (
        select max(least(input_day, {{ yesterday }})) as day
        from {{ ref('retensi', 'input_rows_by_day') }}
        where input = 'interactions'
    )

    select
        {{ retensi.days_between('quiet.last_sale', 'last_interaction.day') }} as row_count,
        null as of_rows,
        quiet.last_sale,
        last_interaction.day as last_day
    from last_interaction
    cross join quiet
    where
        {{ retensi.days_between('quiet.last_sale', 'last_interaction.day') }} >= 7
        and {{ retensi.days_between('quiet.last_sale', 'last_interaction.day') }} > coalesce(quiet.days, 0)
    {%- endif %}
{%- endmacro %}
