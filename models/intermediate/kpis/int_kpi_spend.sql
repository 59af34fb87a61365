with spend as (
    select * from {{ ref('retensi', 'stg_marketing_spend') }}
),

bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

final as (
    select
        {{ month_of('spend.spend_date') }} as month,
        coalesce(nullif(lower(trim(spend.channel)), ''), 'unknown') as acquisition_channel,
        cast(sum(spend.amount) as decimal(38, 4)) as marketing_spend
    from spend
    cross join bounds
    where spend.spend_date <= bounds.as_of
    group by
        {{ month_of('spend.spend_date') }},
        coalesce(nullif(lower(trim(spend.channel)), ''), 'unknown')
)

select * from final
