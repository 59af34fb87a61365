-- Split by how the customers were won, the cohorts must still be the same customers and the same money.
{%- set measures = [
    'cohort_size', 'retained_customers', 'retained_on_or_after', 'orders', 'net_revenue', 'cumulative_net_revenue',
] %}
with by_channel as (
    select
        {% for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {% endfor %}
        cohort_month,
        period_number
    from {{ ref('retensi', 'cohort_retention_by_channel') }}
    group by
        cohort_month,
        period_number
),

by_month as (
    select * from {{ ref('retensi', 'cohort_retention_by_month') }}
)

select
    coalesce(by_month.cohort_month, by_channel.cohort_month) as cohort_month,
    coalesce(by_month.period_number, by_channel.period_number) as period_number
from by_month
full outer join by_channel
    on
        by_month.cohort_month = by_channel.cohort_month
        and by_month.period_number = by_channel.period_number
where
    by_month.cohort_month is null
    or by_channel.cohort_month is null
    {% for measure in measures %}
    or by_month.{{ measure }} <> by_channel.{{ measure }}
    {% endfor %}
