-- The discounted sum of what each step adds, rearranged so that each step's end counts once: what is expected up to
-- the end of step i counts 1 / (1 + rate)^i - 1 / (1 + rate)^(i + 1), up to the last end 1 / (1 + rate)^n.
{%- set growth = 1 + (var('monthly_discount_rate') | float) %}
{%- set steps = [] %}
{%- for fit, horizon in [('current', var('clv_horizon_days') | int), ('holdout', var('clv_holdout_days') | int)] %}
{%- for end in range(30, horizon, 30) %}
{%- do steps.append((fit, loop.index, end, growth ** -loop.index - growth ** -(loop.index + 1), false)) %}
{%- endfor %}
{%- set last = (horizon + 29) // 30 %}
{%- do steps.append((fit, last, horizon, growth ** -last, true)) %}
{%- endfor %}

with final as (
    {%- for fit, step, end, discount, is_last in steps %}
    select
        '{{ fit }}' as fit,
        cast({{ step }} as bigint) as step,
        cast({{ end }} as bigint) as horizon_days,
        cast('{{ discount }}' as {{ double_type() }}) as discount,
        {{ is_last | lower }} as is_last
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
