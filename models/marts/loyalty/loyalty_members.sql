with members as (
    select * from {{ ref('retensi', 'int_loyalty_members') }}
),

final as (
    select
        {{ contracted_columns() }}
    from members
)

select * from final
