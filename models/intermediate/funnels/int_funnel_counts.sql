with progress as (
    select * from {{ ref('retensi', 'int_funnel_progress') }}
),

{%- set breakdowns = {
    'all': "'all'",
    'entry_channel': "coalesce(entry_channel, 'unknown')",
    'entry_campaign_id': "coalesce(entry_campaign_id, 'none')",
} %}

counted as (
    {%- for breakdown, breakdown_value in breakdowns.items() %}
    select
        funnel,
        entry_month,
        step_number,
        '{{ breakdown }}' as breakdown,
        {{ breakdown_value }} as breakdown_value,
        cast(count(*) as bigint) as people,
        {{ median('hours_from_previous') }} as median_hours_from_previous
    from progress
    group by
        funnel,
        entry_month,
        step_number,
        {{ breakdown_value if breakdown != 'all' else 'funnel' }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select * from counted
)

select * from final
