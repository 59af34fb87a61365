with received as (select * from "shop"."inputs"."received_orders" where 1 = 1),

statuses as (
    select lower(trim(status)) as status, treatment, refunded
    from "shop"."reference"."order_statuses"
),

first_rates as (
    select currency, min(valid_from) as first_valid_from, cast(max(rate) as double) as highest_rate
    from "shop"."inputs"."checked_exchange_rates"
    where quarantine_reason is null and currency <> 'USD'
    group by currency
),

read as (
    select
        _row_id,
        _unreadable,
        nullif(
            case
                when strlen(cast(order_id as TEXT)) = length(cast(order_id as TEXT))
                    and not starts_with(cast(order_id as TEXT), ' ')
                    and not ends_with(cast(order_id as TEXT), ' ')
                    and not contains(cast(order_id as TEXT), chr(0))
                    then cast(order_id as TEXT)
                else trim(replace(cast(order_id as TEXT), chr(0), chr(65533)))
            end,
            ''
        ) as order_id,
        nullif(
            case
                when strlen(cast(customer_id as TEXT)) = length(cast(customer_id as TEXT))
                    and not starts_with(cast(customer_id as TEXT), ' ')
                    and not ends_with(cast(customer_id as TEXT), ' ')
                    and not contains(cast(customer_id as TEXT), chr(0))
                    then cast(customer_id as TEXT)
                else trim(replace(cast(customer_id as TEXT), chr(0), chr(65533)))
            end,
            ''
        ) as customer_id,
        case
            when cast(ordered_at as timestamp) >= timestamp '0001-01-01 00:00:00'
                then cast(ordered_at as timestamp)
        end as ordered_at,
        lower(
            nullif(
                case
                    when strlen(cast(status as TEXT)) = length(cast(status as TEXT))
                        and not starts_with(cast(status as TEXT), ' ')
                        and not ends_with(cast(status as TEXT), ' ')
                        and not contains(cast(status as TEXT), chr(0))
                        then cast(status as TEXT)
                    else trim(replace(cast(status as TEXT), chr(0), chr(65533)))
                end,
                ''
            )
        ) as status,
        try_cast(gross_amount as decimal(18, 6)) as gross_amount,
        case
            when regexp_matches(
                nullif(
                    case
                        when strlen(cast(discount_amount as TEXT)) = length(cast(discount_amount as TEXT))
                            and not starts_with(cast(discount_amount as TEXT), ' ')
                            and not ends_with(cast(discount_amount as TEXT), ' ')
                            and not contains(cast(discount_amount as TEXT), chr(0))
                            then cast(discount_amount as TEXT)
                        else trim(replace(cast(discount_amount as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$'
            )
                then try_cast(
                    nullif(
                        case
                            when strlen(cast(discount_amount as TEXT)) = length(cast(discount_amount as TEXT))
                                and not starts_with(cast(discount_amount as TEXT), ' ')
                                and not ends_with(cast(discount_amount as TEXT), ' ')
                                and not contains(cast(discount_amount as TEXT), chr(0))
                                then cast(discount_amount as TEXT)
                            else trim(replace(cast(discount_amount as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) as decimal(18, 6)
                )
        end as discount_amount,
        case
            when regexp_matches(
                nullif(
                    case
                        when strlen(cast(refunded_amount as TEXT)) = length(cast(refunded_amount as TEXT))
                            and not starts_with(cast(refunded_amount as TEXT), ' ')
                            and not ends_with(cast(refunded_amount as TEXT), ' ')
                            and not contains(cast(refunded_amount as TEXT), chr(0))
                            then cast(refunded_amount as TEXT)
                        else trim(replace(cast(refunded_amount as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$'
            )
                then try_cast(
                    nullif(
                        case
                            when strlen(cast(refunded_amount as TEXT)) = length(cast(refunded_amount as TEXT))
                                and not starts_with(cast(refunded_amount as TEXT), ' ')
                                and not ends_with(cast(refunded_amount as TEXT), ' ')
                                and not contains(cast(refunded_amount as TEXT), chr(0))
                                then cast(refunded_amount as TEXT)
                            else trim(replace(cast(refunded_amount as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) as decimal(18, 6)
                )
        end as refunded_amount,
        case
            when regexp_matches(
                nullif(
                    case
                        when strlen(cast(cost_amount as TEXT)) = length(cast(cost_amount as TEXT))
                            and not starts_with(cast(cost_amount as TEXT), ' ')
                            and not ends_with(cast(cost_amount as TEXT), ' ')
                            and not contains(cast(cost_amount as TEXT), chr(0))
                            then cast(cost_amount as TEXT)
                        else trim(replace(cast(cost_amount as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$'
            )
                then try_cast(
                    nullif(
                        case
                            when strlen(cast(cost_amount as TEXT)) = length(cast(cost_amount as TEXT))
                                and not starts_with(cast(cost_amount as TEXT), ' ')
                                and not ends_with(cast(cost_amount as TEXT), ' ')
                                and not contains(cast(cost_amount as TEXT), chr(0))
                                then cast(cost_amount as TEXT)
                            else trim(replace(cast(cost_amount as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) as decimal(18, 6)
                )
        end as cost_amount,
        upper(
            nullif(
                case
                    when strlen(cast(currency as TEXT)) = length(cast(currency as TEXT))
                        and not starts_with(cast(currency as TEXT), ' ')
                        and not ends_with(cast(currency as TEXT), ' ')
                        and not contains(cast(currency as TEXT), chr(0))
                        then cast(currency as TEXT)
                    else trim(replace(cast(currency as TEXT), chr(0), chr(65533)))
                end,
                ''
            )
        ) as currency,
        nullif(
            case
                when strlen(cast(channel as TEXT)) = length(cast(channel as TEXT))
                    and not starts_with(cast(channel as TEXT), ' ')
                    and not ends_with(cast(channel as TEXT), ' ')
                    and not contains(cast(channel as TEXT), chr(0))
                    then cast(channel as TEXT)
                else trim(replace(cast(channel as TEXT), chr(0), chr(65533)))
            end,
            ''
        ) as channel,
        nullif(
            case
                when strlen(cast(campaign_id as TEXT)) = length(cast(campaign_id as TEXT))
                    and not starts_with(cast(campaign_id as TEXT), ' ')
                    and not ends_with(cast(campaign_id as TEXT), ' ')
                    and not contains(cast(campaign_id as TEXT), chr(0))
                    then cast(campaign_id as TEXT)
                else trim(replace(cast(campaign_id as TEXT), chr(0), chr(65533)))
            end,
            ''
        ) as campaign_id,
        nullif(
            case
                when strlen(cast(email as TEXT)) = length(cast(email as TEXT))
                    and not starts_with(cast(email as TEXT), ' ')
                    and not ends_with(cast(email as TEXT), ' ')
                    and not contains(cast(email as TEXT), chr(0))
                    then cast(email as TEXT)
                else trim(replace(cast(email as TEXT), chr(0), chr(65533)))
            end,
            ''
        ) as email,
        nullif(
            case
                when strlen(cast(visitor_id as TEXT)) = length(cast(visitor_id as TEXT))
                    and not starts_with(cast(visitor_id as TEXT), ' ')
                    and not ends_with(cast(visitor_id as TEXT), ' ')
                    and not contains(cast(visitor_id as TEXT), chr(0))
                    then cast(visitor_id as TEXT)
                else trim(replace(cast(visitor_id as TEXT), chr(0), chr(65533)))
            end,
            ''
        ) as visitor_id,
        case
            when regexp_matches(
                nullif(
                    case
                        when strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                            and not starts_with(cast(updated_at as TEXT), ' ')
                            and not ends_with(cast(updated_at as TEXT), ' ')
                            and not contains(cast(updated_at as TEXT), chr(0))
                            then cast(updated_at as TEXT)
                        else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^\d{4}-\d{2}-\d{2}$'
            )
                then try_cast(
                    nullif(
                        case
                            when strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                and not starts_with(cast(updated_at as TEXT), ' ')
                                and not ends_with(cast(updated_at as TEXT), ' ')
                                and not contains(cast(updated_at as TEXT), chr(0))
                                then cast(updated_at as TEXT)
                            else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) as timestamp
                )
            when regexp_matches(
                nullif(
                    case
                        when strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                            and not starts_with(cast(updated_at as TEXT), ' ')
                            and not ends_with(cast(updated_at as TEXT), ' ')
                            and not contains(cast(updated_at as TEXT), chr(0))
                            then cast(updated_at as TEXT)
                        else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)?$'
            )
                then try_cast(
                    concat(
                        substr(
                            nullif(
                                case
                                    when strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                        and not starts_with(cast(updated_at as TEXT), ' ')
                                        and not ends_with(cast(updated_at as TEXT), ' ')
                                        and not contains(cast(updated_at as TEXT), chr(0))
                                        then cast(updated_at as TEXT)
                                    else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                                end,
                                ''
                            ),
                            1,
                            16
                        ),
                        case
                            when substr(
                                nullif(
                                    case
                                        when strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                            and not starts_with(cast(updated_at as TEXT), ' ')
                                            and not ends_with(cast(updated_at as TEXT), ' ')
                                            and not contains(cast(updated_at as TEXT), chr(0))
                                            then cast(updated_at as TEXT)
                                        else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                                    end,
                                    ''
                                ),
                                17,
                                1
                            ) = ':'
                                then ''
                            else ':00'
                        end,
                        upper(
                            substr(
                                nullif(
                                    case
                                        when strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                            and not starts_with(cast(updated_at as TEXT), ' ')
                                            and not ends_with(cast(updated_at as TEXT), ' ')
                                            and not contains(cast(updated_at as TEXT), chr(0))
                                            then cast(updated_at as TEXT)
                                        else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                                    end,
                                    ''
                                ),
                                17
                            )
                        ),
                        case
                            when regexp_matches(
                                substr(
                                    nullif(
                                        case
                                            when strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                                and not starts_with(cast(updated_at as TEXT), ' ')
                                                and not ends_with(cast(updated_at as TEXT), ' ')
                                                and not contains(cast(updated_at as TEXT), chr(0))
                                                then cast(updated_at as TEXT)
                                            else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                                        end,
                                        ''
                                    ),
                                    17
                                ),
                                '[Zz+-]'
                            )
                                then ''
                            else '+00:00'
                        end
                    ) as timestamptz
                ) at time zone 'UTC'
        end as updated_at,
        updated_at as received_updated_at,
        discount_amount as received_discount_amount,
        refunded_amount as received_refunded_amount,
        cost_amount as received_cost_amount
    from received
),

judged as (
    select
        read.*,
        statuses.treatment,
        statuses.refunded as refunded_by_status,
        case
            when read._unreadable is not null then 'unreadable_row'
            when read.order_id is null then 'missing_key'
            when read.ordered_at is null
                or (
                    read.updated_at is null
                    and nullif(
                        case
                            when strlen(cast(read.received_updated_at as TEXT)) = length(cast(read.received_updated_at as TEXT))
                                and not starts_with(cast(read.received_updated_at as TEXT), ' ')
                                and not ends_with(cast(read.received_updated_at as TEXT), ' ')
                                and not contains(cast(read.received_updated_at as TEXT), chr(0))
                                then cast(read.received_updated_at as TEXT)
                            else trim(replace(cast(read.received_updated_at as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) is not null
                )
                then 'unreadable_timestamp'
            when read.ordered_at > cast('2025-01-01 12:00:00' as timestamp) then 'timestamp_in_future'
            when statuses.treatment is null then 'unknown_status'
            -- What never came about is not judged for its money.
            when statuses.treatment = 'ignored' then null
            when read.gross_amount is null
                or (
                    read.discount_amount is null
                    and nullif(
                        case
                            when strlen(cast(read.received_discount_amount as TEXT)) = length(cast(read.received_discount_amount as TEXT))
                                and not starts_with(cast(read.received_discount_amount as TEXT), ' ')
                                and not ends_with(cast(read.received_discount_amount as TEXT), ' ')
                                and not contains(cast(read.received_discount_amount as TEXT), chr(0))
                                then cast(read.received_discount_amount as TEXT)
                            else trim(
                                replace(cast(read.received_discount_amount as TEXT), chr(0), chr(65533))
                            )
                        end,
                        ''
                    ) is not null
                )
                or (
                    read.refunded_amount is null
                    and nullif(
                        case
                            when strlen(cast(read.received_refunded_amount as TEXT)) = length(cast(read.received_refunded_amount as TEXT))
                                and not starts_with(cast(read.received_refunded_amount as TEXT), ' ')
                                and not ends_with(cast(read.received_refunded_amount as TEXT), ' ')
                                and not contains(cast(read.received_refunded_amount as TEXT), chr(0))
                                then cast(read.received_refunded_amount as TEXT)
                            else trim(
                                replace(cast(read.received_refunded_amount as TEXT), chr(0), chr(65533))
                            )
                        end,
                        ''
                    ) is not null
                )
                or (
                    read.cost_amount is null
                    and nullif(
                        case
                            when strlen(cast(read.received_cost_amount as TEXT)) = length(cast(read.received_cost_amount as TEXT))
                                and not starts_with(cast(read.received_cost_amount as TEXT), ' ')
                                and not ends_with(cast(read.received_cost_amount as TEXT), ' ')
                                and not contains(cast(read.received_cost_amount as TEXT), chr(0))
                                then cast(read.received_cost_amount as TEXT)
                            else trim(replace(cast(read.received_cost_amount as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) is not null
                )
                or coalesce(
                    abs(cast(read.gross_amount as double)) * first_rates.highest_rate >= 99999999999999, false
                )
                or coalesce(
                    abs(cast(read.cost_amount as double)) * first_rates.highest_rate >= 99999999999999, false
                )
                then 'unreadable_amount'
            when read.gross_amount < 0 and statuses.treatment <> 'credit_note' then 'negative_amount'
            when read.currency <> 'USD'
                and coalesce(first_rates.first_valid_from > cast(read.ordered_at as date), true)
                then 'missing_exchange_rate'
        end as quarantine_reason
    from read
    left join statuses on read.status = statuses.status
    left join first_rates on read.currency = first_rates.currency
),

final as (
    select
        _row_id,
        order_id,
        customer_id,
        ordered_at,
        status,
        treatment,
        refunded_by_status,
        gross_amount,
        discount_amount,
        refunded_amount,
        cost_amount,
        currency,
        channel,
        campaign_id,
        email,
        -- Hashed once, where the order is read: a hash takes as long as all else that staging does.
        case
            when regexp_matches(email, '^erased_[0-9a-f]{32}$') then email
            else case
                when getvariable('retensi_hash_key') is null
                    then cast(error('this session has no key to hash mail addresses with') as varchar)
                else sha256(
                    sha256('outer:' || getvariable('retensi_hash_key')) || sha256(
                        sha256('inner:' || getvariable('retensi_hash_key')) || lower(trim(email))
                    )
                )
            end
        end as mail_key,
        visitor_id,
        updated_at,
        0 as unreadable_values,
        quarantine_reason,
        case
            when quarantine_reason is null
                and treatment <> 'ignored'
                then nullif(
                    concat_ws(
                        ', ',
                        case
                            when discount_amount < 0
                                or refunded_amount < 0
                                or cost_amount < 0
                                then 'negative_amount'
                        end,
                        case
                            when treatment = 'purchase'
                                and greatest(coalesce(discount_amount, 0), 0) + greatest(coalesce(refunded_amount, 0), 0) > gross_amount
                                then 'refund_exceeds_order'
                        end,
                        case
                            when treatment = 'purchase'
                                and refunded_by_status is not null
                                and coalesce(refunded_amount, 0) <= 0
                                and greatest(coalesce(discount_amount, 0), 0) < gross_amount
                                then 'refund_without_amount'
                        end
                    ),
                    ''
                )
        end as flaws
    from judged
)

select *
from final
