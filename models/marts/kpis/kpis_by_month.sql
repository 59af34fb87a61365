with kpis as (
    select * from {{ ref('retensi', 'int_kpis') }}
    where breakdown = 'total'
),

final as (
    select
        {{ contracted_columns() }}
    from kpis
)

select * from final
