-- No funnel is built from a seed with problems: the model that lists them stops the build.
-- depends_on: {{ ref('retensi', 'int_funnel_problems') }}
with lines as (
    select * from {{ ref('retensi', 'int_funnel_lines') }}
),

final as (
    select distinct
        funnel,
        window_days,
        step_number,
        step,
        event
    from lines
)

select * from final
