{#- A buyer has purchased before the month; an active one is not inactive. -#}
{%- set was_buyer = "from_stage not in ('none', 'lead')" %}
{%- set was_active = "from_stage in ('new', 'repeat', 'at_risk')" %}
{%- set is_active = "to_stage in ('new', 'repeat', 'at_risk')" %}
{%- set counts = {
    'opening_customers': was_active,
    'retained_customers': was_active ~ ' and ' ~ is_active,
    'lapsed_customers': was_active ~ ' and not ' ~ is_active,
    'new_customers': 'not ' ~ was_buyer ~ ' and ' ~ is_active,
    'reactivated_customers': was_buyer ~ ' and not ' ~ was_active ~ ' and ' ~ is_active,
    'closing_customers': is_active,
} -%}
with counted as (
    select
        {%- for column, condition in counts.items() %}
        cast(sum(case when {{ condition }} then customer_count else 0 end) as bigint) as {{ column }},
        {%- endfor %}
        month
    from {{ ref('retensi', 'lifecycle_transitions_by_month') }}
    group by month
),

rated as (
    select
        counted.*,
        {{ safe_divide('counted.retained_customers', 'counted.opening_customers') }} as retention_rate,
        {{ safe_divide('counted.lapsed_customers', 'counted.opening_customers') }} as churn_rate,
        -- Also where nobody has bought.
        coalesce(months.month_end < (
            select min(warmed_up.warmed_up_on)
            from {{ ref('retensi', 'int_channels_warmed_up') }} as warmed_up
            where warmed_up.breakdown = 'total'
        ), true) as is_warming_up,
        months.is_complete
    from counted
    inner join {{ ref('retensi', 'int_reporting_months') }} as months on counted.month = months.month
)

select {{ contracted_columns() }} from rated
