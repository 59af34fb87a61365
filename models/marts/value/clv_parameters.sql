{{ config(post_hook="{{ retensi.warn_without_fit() }}") }}

with fits as (
    select * from {{ ref('retensi', 'int_clv_fits') }}
    where fit = 'current'
),

final as (
    select
        {{ contracted_columns() }}
    from fits
)

select * from final
