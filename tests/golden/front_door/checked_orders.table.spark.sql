with received as (select * from inputs.received_orders where 1 = 1),

statuses as (select lower(trim(status)) as status, treatment, refunded from reference.order_statuses),

first_rates as (
    select currency, min(valid_from) as first_valid_from, cast(max(rate) as double) as highest_rate
    from inputs.checked_exchange_rates
    where quarantine_reason is null and currency <> 'USD'
    group by currency
),

read as (
    select
        _row_id,
        _unreadable,
        nullif(
            btrim(
                replace(cast(order_id as STRING), '\u0000', '\ufffd'),
                '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
            ),
            ''
        ) as order_id,
        nullif(
            btrim(
                replace(cast(customer_id as STRING), '\u0000', '\ufffd'),
                '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
            ),
            ''
        ) as customer_id,
        case
            when cast(ordered_at as timestamp) >= timestamp '0001-01-01 00:00:00'
                then cast(ordered_at as timestamp)
        end as ordered_at,
        lower(
            nullif(
                btrim(
                    replace(cast(status as STRING), '\u0000', '\ufffd'),
                    '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                ),
                ''
            )
        ) as status,
        try_cast(gross_amount as decimal(18, 6)) as gross_amount,
        case
            when (
                nullif(
                    btrim(
                        replace(cast(discount_amount as STRING), '\u0000', '\ufffd'),
                        '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) rlike '^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,2})?$'
            )
                then try_cast(
                    nullif(
                        btrim(
                            replace(cast(discount_amount as STRING), '\u0000', '\ufffd'),
                            '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    ) as decimal(18, 6)
                )
        end as discount_amount,
        case
            when (
                nullif(
                    btrim(
                        replace(cast(refunded_amount as STRING), '\u0000', '\ufffd'),
                        '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) rlike '^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,2})?$'
            )
                then try_cast(
                    nullif(
                        btrim(
                            replace(cast(refunded_amount as STRING), '\u0000', '\ufffd'),
                            '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    ) as decimal(18, 6)
                )
        end as refunded_amount,
        case
            when (
                nullif(
                    btrim(
                        replace(cast(cost_amount as STRING), '\u0000', '\ufffd'),
                        '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) rlike '^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,2})?$'
            )
                then try_cast(
                    nullif(
                        btrim(
                            replace(cast(cost_amount as STRING), '\u0000', '\ufffd'),
                            '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    ) as decimal(18, 6)
                )
        end as cost_amount,
        upper(
            nullif(
                btrim(
                    replace(cast(currency as STRING), '\u0000', '\ufffd'),
                    '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                ),
                ''
            )
        ) as currency,
        nullif(
            btrim(
                replace(cast(channel as STRING), '\u0000', '\ufffd'),
                '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
            ),
            ''
        ) as channel,
        nullif(
            btrim(
                replace(cast(campaign_id as STRING), '\u0000', '\ufffd'),
                '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
            ),
            ''
        ) as campaign_id,
        nullif(
            btrim(
                replace(cast(email as STRING), '\u0000', '\ufffd'),
                '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
            ),
            ''
        ) as email,
        nullif(
            btrim(
                replace(cast(visitor_id as STRING), '\u0000', '\ufffd'),
                '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
            ),
            ''
        ) as visitor_id,
        case
            when (
                nullif(
                    btrim(
                        replace(cast(updated_at as STRING), '\u0000', '\ufffd'),
                        '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) rlike '^\\d{4}-\\d{2}-\\d{2}$'
            )
                then try_cast(
                    nullif(
                        btrim(
                            replace(cast(updated_at as STRING), '\u0000', '\ufffd'),
                            '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    ) as timestamp
                )
            when (
                nullif(
                    btrim(
                        replace(cast(updated_at as STRING), '\u0000', '\ufffd'),
                        '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) rlike '^\\d{4}-\\d{2}-\\d{2}[T ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?([Zz]|[+-](0\\d|1[0-5])(:?[0-5]\\d)?)?$'
            )
                then cast(
                    to_utc_timestamp(
                        try_cast(
                            concat(
                                substr(
                                    nullif(
                                        btrim(
                                            replace(cast(updated_at as STRING), '\u0000', '\ufffd'),
                                            '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                        ),
                                        ''
                                    ),
                                    1,
                                    16
                                ),
                                case
                                    when substr(
                                        nullif(
                                            btrim(
                                                replace(cast(updated_at as STRING), '\u0000', '\ufffd'),
                                                '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                            ),
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
                                            btrim(
                                                replace(cast(updated_at as STRING), '\u0000', '\ufffd'),
                                                '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                            ),
                                            ''
                                        ),
                                        17
                                    )
                                ),
                                case
                                    when (
                                        substr(
                                            nullif(
                                                btrim(
                                                    replace(cast(updated_at as STRING), '\u0000', '\ufffd'),
                                                    '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                                ),
                                                ''
                                            ),
                                            17
                                        ) rlike '[Zz+-]'
                                    )
                                        then ''
                                    else '+00:00'
                                end
                            ) as timestamp
                        ),
                        current_timezone()
                    ) as timestamp
                )
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
                        btrim(
                            replace(cast(read.received_updated_at as STRING), '\u0000', '\ufffd'),
                            '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
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
                        btrim(
                            replace(cast(read.received_discount_amount as STRING), '\u0000', '\ufffd'),
                            '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    ) is not null
                )
                or (
                    read.refunded_amount is null
                    and nullif(
                        btrim(
                            replace(cast(read.received_refunded_amount as STRING), '\u0000', '\ufffd'),
                            '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    ) is not null
                )
                or (
                    read.cost_amount is null
                    and nullif(
                        btrim(
                            replace(cast(read.received_cost_amount as STRING), '\u0000', '\ufffd'),
                            '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
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
            when (email rlike '^erased_[0-9a-f]{32}$') then email
            else sha2(
                sha2('outer:${retensi.hash_key}', 256) || sha2(
                    sha2('inner:${retensi.hash_key}', 256) || lower(trim(email)), 256
                ),
                256
            )
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
