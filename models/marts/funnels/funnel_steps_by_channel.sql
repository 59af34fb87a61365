with rates as (
    select
        *,
        breakdown_value as entry_channel
    from {{ ref('retensi', 'int_funnel_rates') }}
    where breakdown = 'entry_channel'
),

final as (
    select
        {{ contracted_columns() }}
    from rates
)

select * from final
