{{ config(**shown_or(incremental_by_key(key='interaction_id', kinds=['interactions']))) }}

with interactions as (
    select * from {{ in_same_database(ref('retensi', 'int_interactions_identified')) }}
    where {{ is_changed('interaction_id', kinds=['interactions']) }}
),

final as (
    select
        {{ contracted_columns() }}
    from interactions
)

select * from final
