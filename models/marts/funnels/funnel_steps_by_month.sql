with rates as (
    select * from {{ ref('retensi', 'int_funnel_rates') }}
    where breakdown = 'all'
),

final as (
    select
        {{ contracted_columns() }}
    from rates
)

select * from final
