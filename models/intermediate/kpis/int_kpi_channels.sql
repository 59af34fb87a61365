with customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

sales as (
    select * from {{ ref('retensi', 'int_kpi_sales') }}
),

scores as (
    select * from {{ ref('retensi', 'int_kpi_scores') }}
),

spend as (
    select * from {{ ref('retensi', 'int_kpi_spend') }}
),

complaints as (
    select * from {{ ref('retensi', 'int_kpi_complaints') }}
    where breakdown = 'acquisition_channel'
),

-- Anonymous sales may come any day, and a shop of nothing but such sales still has its months.
final as (
    select 'anonymous' as acquisition_channel
    union distinct
    select acquisition_channel from customers
    union distinct
    select acquisition_channel from sales
    union distinct
    select acquisition_channel from scores
    union distinct
    select acquisition_channel from spend
    union distinct
    select acquisition_channel from complaints
)

select * from final
