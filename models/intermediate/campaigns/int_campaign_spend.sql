with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

spend as (
    select * from {{ ref('retensi', 'stg_marketing_spend') }}
    where campaign_id is not null
),

final as (
    select
        spend.campaign_id,
        cast(sum(spend.amount) as decimal(38, 4)) as marketing_spend
    from spend
    cross join bounds
    where spend.spend_date <= bounds.as_of
    group by spend.campaign_id
)

select * from final
