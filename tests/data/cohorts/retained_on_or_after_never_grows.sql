-- Fewer and fewer customers are still to come: a cohort that grows back counts somebody twice. In no period can more
-- customers come than come then or later.
with cohorts as (
    {% for period_type in ['month', 'week'] %}
    select
        '{{ period_type }}' as period_type,
        cohort_{{ period_type }} as cohort_start,
        period_number,
        cohort_size,
        retained_customers,
        retained_on_or_after
    from {{ ref('retensi', 'cohort_retention_by_' ~ period_type) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

cohorts_with_previous as (
    select
        *,
        coalesce(
            lag(retained_on_or_after) over (partition by period_type, cohort_start order by period_number),
            cohort_size
        ) as previous_retained_on_or_after
    from cohorts
)

select *
from cohorts_with_previous
where
    retained_on_or_after > previous_retained_on_or_after
    or retained_customers > retained_on_or_after
    or (period_number = 0 and retained_on_or_after <> cohort_size)
