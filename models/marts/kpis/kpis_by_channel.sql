with kpis as (
    select * from {{ ref('retensi', 'int_kpis') }}
    where breakdown = 'acquisition_channel'
),

final as (
    select
        {{ contracted_columns() }}
    from kpis
)

select * from final
