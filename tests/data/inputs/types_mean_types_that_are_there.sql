-- A name of another system stands for a type that is there; else its interactions would be of no group, and in no
-- figure.
with types as (
    select
        lower(trim(interaction_type)) as interaction_type,
        interaction_group,
        direction,
        value_is_required,
        nullif(lower(trim(means)), '') as means
    from {{ ref('interaction_types') }}
),

final as (
    select
        types.interaction_type,
        types.means
    from types
    left join types as meant on types.means = meant.interaction_type and meant.means is null
    where
        case
            when types.means is null
                then types.interaction_group is null or types.direction is null or types.value_is_required is null
            else types.means <> 'ignored' and meant.interaction_type is null
        end
)

select * from final
