with accepted as (
    select * from {{ ref('retensi', 'checked_marketing_spend') }}
    where row_status = 'accepted'
),

exchange_rates as (
    select * from {{ ref('retensi', 'stg_exchange_rates') }}
    where currency <> '{{ var("reporting_currency") }}'
),

final as (
    select
        accepted.spend_date,
        accepted.channel,
        accepted.campaign_id,
        -- money, in the reporting currency
        {{ in_reporting_currency('accepted.amount', 'exchange_rates.rate') }} as amount
    from accepted
    left join exchange_rates
        on
            accepted.currency = exchange_rates.currency
            and {{ is_valid_on('accepted.spend_date', 'exchange_rates') }}
)

select * from final
