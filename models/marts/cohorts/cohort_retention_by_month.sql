with cohorts as (
    select
        *,
        cohort_start as cohort_month
    from {{ ref('retensi', 'int_cohort_retention') }}
    where period_type = 'month' and attribute = 'all'
)

select {{ contracted_columns() }} from cohorts
