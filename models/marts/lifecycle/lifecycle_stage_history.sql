with spans as (
    select * from {{ ref('retensi', 'int_lifecycle_spans') }}
),

final as (
    select
        {{ contracted_columns() }}
    from spans
)

select * from final
