{{ config(meta={'dagster': {'ref': {'name': 'cohort_retention_by_attribute', 'package': 'retensi'}}}) }}
-- Split by whatever the seed names, the cohorts are the same customers and the same money; what it names is there.
{%- set measures = [
    'cohort_size', 'retained_customers', 'retained_on_or_after', 'orders', 'net_revenue', 'cumulative_net_revenue',
    'margin', 'cumulative_margin',
] %}
with by_attribute as (
    select
        {% for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {% endfor %}
        attribute,
        cohort_month,
        period_number
    from {{ ref('retensi', 'cohort_retention_by_attribute') }}
    group by
        attribute,
        cohort_month,
        period_number
),

attributes as (
    select attribute from {{ ref('cohort_attributes') }}
    union
    {{ each_value(['all', 'acquisition_channel'], 'attribute') }}
),

by_month as (
    select
        attributes.attribute,
        cohorts.*
    from {{ ref('retensi', 'cohort_retention_by_month') }} as cohorts
    cross join attributes
)

select
    coalesce(by_month.attribute, by_attribute.attribute) as attribute,
    coalesce(by_month.cohort_month, by_attribute.cohort_month) as cohort_month,
    coalesce(by_month.period_number, by_attribute.period_number) as period_number
from by_month
full outer join by_attribute
    on
        by_month.attribute = by_attribute.attribute
        and by_month.cohort_month = by_attribute.cohort_month
        and by_month.period_number = by_attribute.period_number
where
    by_month.cohort_month is null
    or by_attribute.cohort_month is null
    {% for measure in measures %}
    or by_month.{{ measure }} <> by_attribute.{{ measure }}
    {% endfor %}
