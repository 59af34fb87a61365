{{ config(**shown_or({'materialized': 'table'})) }}

with spans as (
    select * from {{ in_same_database(ref('retensi', 'int_lifecycle_spans')) }}
),

final as (
    select
        {{ contracted_columns() }}
    from spans
)

select * from final
