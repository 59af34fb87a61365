{%- set place = retensi.input_place() -%}
{%- set is_own = place.path or place.schema or place.mapping or model.resource_type == 'unit_test' -%}
{%- set is_demo = not (is_own or retensi.has_input_relations()) -%}
with targets as (
    select * from {{ ref('kpi_targets') }}
    {%- if is_demo %}
    union all
    -- The demo shop has its own as long as nobody has written any.
    select * from {{ ref('retensi', 'demo_kpi_targets') }}
    where (select count(*) from {{ ref('kpi_targets') }}) = 0
    {%- endif %}
),

kpis as (
    select * from {{ ref('retensi', 'int_kpis') }}
    where breakdown = 'total'
),

matched as (
    select
        targets.kpi,
        {{ month_of('targets.month') }} as target_month,
        cast(targets.value as {{ double_type() }}) as target_value,
        kpis.*
    from targets
    left join kpis on {{ month_of('targets.month') }} = kpis.month
),

final as (
    select
        kpi,
        target_month as month,
        target_value as target,  -- noqa: RF04
        {{ kpi_value('kpi', kpi_names()) }} as actual,
        {{ safe_divide(kpi_value('kpi', kpi_names()), 'target_value') }} as attained,
        coalesce(is_complete, false) as is_complete
    from matched
)

select * from final
