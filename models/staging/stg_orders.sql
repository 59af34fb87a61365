with accepted as (
    {{ accepted_rows('orders') }}
),

exchange_rates as (
    select * from {{ ref('retensi', 'stg_exchange_rates') }}
    where currency <> '{{ var("reporting_currency") }}'
),

dated as (
    select
        accepted.*,
        {{ local_date('accepted.ordered_at') }} as order_date
    from accepted
),

final as (
    select
        -- who
        dated.order_id,
        dated.customer_id,
        dated.mail_key,
        dated.visitor_id,

        -- when
        dated.ordered_at,
        dated.order_date,
        dated.updated_at,

        -- what
        dated.status,
        dated.treatment,
        lower(dated.channel) as channel,
        dated.campaign_id,

        -- money, in the reporting currency
        {{ in_reporting_currency('dated.gross_amount', 'exchange_rates.rate') }} as gross_amount,
        cast(
            coalesce({{ in_reporting_currency('dated.discount_amount', 'exchange_rates.rate') }}, 0) as decimal(18, 4)
        ) as discount_amount,
        cast(
            coalesce({{ in_reporting_currency('dated.refunded_amount', 'exchange_rates.rate') }}, 0) as decimal(18, 4)
        ) as refunded_amount,
        {{ in_reporting_currency('dated.cost_amount', 'exchange_rates.rate') }} as cost_amount
    from dated
    left join exchange_rates
        on
            dated.currency = exchange_rates.currency
            and {{ holds_on('dated.order_date', 'exchange_rates') }}
)

select * from final
