with accepted as (
    select * from {{ ref('retensi', 'checked_orders') }}
    where row_status = 'accepted'
),

exchange_rates as (
    select * from {{ ref('retensi', 'stg_exchange_rates') }}
    where currency <> '{{ var("reporting_currency") }}'
),

-- Of what never came about no money counts. Only a purchase has a discount or refund, and at most of what was charged.
dated as (
    select
        accepted.*,
        {{ local_date('accepted.ordered_at') }} as order_date,
        case when accepted.treatment = 'ignored' then 0 else accepted.gross_amount end as gross_counted,
        case
            when accepted.treatment = 'purchase'
                then least(greatest(coalesce(accepted.discount_amount, 0), 0), accepted.gross_amount)
            else 0
        end as discount_counted,
        case
            when accepted.treatment = 'purchase'
                then least(greatest(coalesce(accepted.refunded_amount, 0), 0), accepted.gross_amount)
            else 0
        end as refund_counted,
        case
            when accepted.treatment = 'ignored' then null
            when accepted.cost_amount < 0 then 0
            else accepted.cost_amount
        end as cost_counted
    from accepted
),

converted as (
    select
        dated.*,
        {{ in_reporting_currency('dated.gross_counted', 'exchange_rates.rate') }} as gross_converted,
        {{ in_reporting_currency('dated.discount_counted', 'exchange_rates.rate') }} as discount_converted,
        {{ in_reporting_currency('dated.refund_counted', 'exchange_rates.rate') }} as refund_converted,
        {{ in_reporting_currency('dated.cost_counted', 'exchange_rates.rate') }} as cost_converted
    from dated
    left join exchange_rates
        on
            dated.currency = exchange_rates.currency
            and {{ is_valid_on('dated.order_date', 'exchange_rates') }}
),

-- The refund counts up to what the discount leaves; where the status alone says that all was refunded, it is that.
final as (
    select
        -- who
        order_id,
        customer_id,
        email_key,
        phone_key,
        visitor_id,

        -- when
        ordered_at,
        order_date,
        updated_at,

        -- what
        status,
        treatment,
        lower(channel) as channel,
        campaign_id,
        flaws,

        -- money, in the reporting currency
        gross_converted as gross_amount,
        discount_converted as discount_amount,
        cast(
            case
                when treatment <> 'purchase' then 0
                when refunded_by_status = 'whole' and refund_counted = 0 then gross_converted - discount_converted
                else least(refund_converted, gross_converted - discount_converted)
            end as decimal(18, 4)
        ) as refunded_amount,
        cost_converted as cost_amount
    from converted
)

select * from final
