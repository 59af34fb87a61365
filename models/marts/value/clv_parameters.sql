{{ config(post_hook="{{ retensi.warn_without_fit() }}") }}

with fits as (
    select * from {{ ref('retensi', 'int_clv_fits') }}
    where fit = 'current'
),

final as (
    select
        fitted_as_of,
        r,
        alpha,
        a,
        b,
        p,
        q,
        v,
        customers_fitted,
        log_likelihood,
        converged,
        note
    from fits
)

select * from final
