with rates as (
    select
        *,
        breakdown_value as entry_campaign_id
    from {{ ref('retensi', 'int_funnel_rates') }}
    where breakdown = 'entry_campaign_id'
),

final as (
    select
        {{ contracted_columns() }}
    from rates
)

select * from final
