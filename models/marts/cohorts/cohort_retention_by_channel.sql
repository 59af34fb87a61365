with cohorts as (
    select
        *,
        cohort_start as cohort_month,
        attribute_value as acquisition_channel
    from {{ ref('retensi', 'int_cohort_retention') }}
    where period_type = 'month' and attribute = 'acquisition_channel'
)

select {{ contracted_columns() }} from cohorts
