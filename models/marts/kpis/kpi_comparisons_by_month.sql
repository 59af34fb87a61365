-- One step after the other, each of a few lines: longer than other models.
with kpis as (
    select * from {{ ref('retensi', 'int_kpis') }}
    where breakdown = 'total'
),

months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

days_of_events as (
    select
        months.month,
        events.event,
        events.starts_on,
        events.ends_on > events.starts_on as is_long,
        {{ days_between(
            'greatest(events.starts_on, months.month)',
            'least(' ~ add_days('events.ends_on', 1) ~ ', ' ~ add_months('months.month', 1) ~ ')'
        ) }} as days_of_month
    from months
    inner join {{ ref('calendar_events') }} as events
        on
            months.month <= events.ends_on
            and {{ add_months('months.month', 1) }} > events.starts_on
),

{%- set days_in_words = "concat(' (', cast(days_of_month as " ~ dbt.type_string() ~ "), ' d)')" %}

events_by_month as (
    select
        month,
        {{ texts_in_order(
            'concat(event, case when is_long then ' ~ days_in_words ~ " else '' end)", ['starts_on', in_byte_order('event')]
        ) }} as events
    from days_of_events
    group by month
),

kpi_names as (
    {{ each_value(kpi_names(), 'kpi') }}
),

kpis_and_names as (
    select
        kpis.*,
        kpi_names.kpi
    from kpis
    cross join kpi_names
),

-- `part` is added up over months, and divided by the sum of `whole` where there is one.
figures as (
    select
        kpi,
        month,
        {{ kpi_value('kpi', kpi_names()) }} as value,
        {%- for place in ['part', 'whole'] %}
        case kpi
            {%- for kpi, parts in kpi_parts().items() if parts[place] %}
            when '{{ kpi }}' then cast({{ parts[place] }} as decimal(38, 4))
            {%- endfor %}
        end as {{ place }},
        {%- endfor %}
        is_warming_up,
        is_complete
    from kpis_and_names
),

-- What several months were is known where each of them is.
accumulated as {{ kept() }} (
    select
        *,
        {%- for months, period in [('3', 'last_3'), ('12', 'last_12'), ('extract(month from month)', 'this_year')] %}
        case
            when count(part) over {{ period }} < {{ months }} then null
            when whole is null then cast(sum(part) over {{ period }} as {{ double_type() }})
            else {{ safe_divide('sum(part) over ' ~ period, 'sum(whole) over ' ~ period) }}
        end as over_{{ period }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from figures
    window
        last_3 as (partition by kpi order by month rows between 2 preceding and current row),
        last_12 as (partition by kpi order by month rows between 11 preceding and current row),
        this_year as (
            partition by kpi, extract(year from month)
            order by month
            rows between unbounded preceding and current row
        )
),

final as (
    select
        accumulated.kpi,
        accumulated.month,
        accumulated.value,
        lag(accumulated.value) over in_order as value_month_before,
        lag(accumulated.value, 12) over in_order as value_year_before,
        accumulated.over_last_3 as over_3_months,
        accumulated.over_last_12 as over_12_months,
        accumulated.over_this_year as year_to_date,
        lag(accumulated.over_this_year, 12) over in_order as year_to_date_year_before,
        events_by_month.events,
        lag(events_by_month.events) over in_order as events_month_before,
        lag(events_by_month.events, 12) over in_order as events_year_before,
        accumulated.is_warming_up,
        accumulated.is_complete
    from accumulated
    left join events_by_month on accumulated.month = events_by_month.month
    window in_order as (partition by accumulated.kpi order by accumulated.month)
)

select * from final
