-- A reader who finds no parameters finds the reason in the same row.
select fitted_as_of
from {{ ref('retensi', 'clv_parameters') }}
where
    (converged and (r is null or alpha is null or a is null or b is null or p is null or q is null or v is null))
    or (not converged and note is null)
    or (converged and (r <= 0 or alpha <= 0 or a < 0 or b < 0 or a + b <= 0 or p <= 0 or q <= 1 or v <= 0))
