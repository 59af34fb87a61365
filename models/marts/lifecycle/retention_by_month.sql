{%- set counts = {
    'opening_customers': 'was_active',
    'retained_customers': 'was_active and is_active',
    'lapsed_customers': 'was_active and not is_active',
    'new_customers': 'not was_buyer and is_active',
    'reactivated_customers': 'was_buyer and not was_active and is_active',
    'closing_customers': 'is_active',
} -%}
with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

-- One row, also where nobody has bought.
warmed_up as (
    select min(warmed_up_on) as warmed_up_on
    from {{ ref('retensi', 'int_channels_warmed_up') }}
    where breakdown = 'total'
),

-- A buyer has purchased before the month; an active one is not inactive.
transitions as (
    select
        month,
        customer_count,
        from_stage not in ('none', 'lead') as was_buyer,
        from_stage in ('new', 'repeat', 'at_risk') as was_active,
        to_stage in ('new', 'repeat', 'at_risk') as is_active
    from {{ ref('retensi', 'lifecycle_transitions_by_month') }}
),

counted as (
    select
        {%- for column, condition in counts.items() %}
        cast(sum(case when {{ condition }} then customer_count else 0 end) as bigint) as {{ column }},
        {%- endfor %}
        month
    from transitions
    group by month
),

rated as (
    select
        counted.*,
        {{ safe_divide('counted.retained_customers', 'counted.opening_customers') }} as retention_rate,
        {{ safe_divide('counted.lapsed_customers', 'counted.opening_customers') }} as churn_rate,
        coalesce(months.month_end < warmed_up.warmed_up_on, true) as is_warming_up,
        months.is_complete
    from counted
    inner join months on counted.month = months.month
    cross join warmed_up
)

select {{ contracted_columns() }} from rated
