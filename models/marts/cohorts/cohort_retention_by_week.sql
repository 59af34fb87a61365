with cohorts as (
    select
        *,
        cohort_start as cohort_week
    from {{ ref('retensi', 'int_cohort_retention') }}
    where period_type = 'week'
)

select {{ contracted_columns() }} from cohorts
