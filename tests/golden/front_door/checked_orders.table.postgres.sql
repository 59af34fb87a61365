with received as (select * from "shop"."inputs"."received_orders" where 1 = 1),

statuses as (
    select lower(trim(status)) as status, treatment, refunded
    from "shop"."reference"."order_statuses"
),

first_rates as (
    select currency, min(valid_from) as first_valid_from, cast(max(rate) as double precision) as highest_rate
    from "shop"."inputs"."checked_exchange_rates"
    where quarantine_reason is null and currency <> 'USD'
    group by currency
),

read as (
    select
        _row_id,
        _unreadable,
        nullif(
            btrim(
                (cast(order_id as TEXT) collate pg_c_utf8),
                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
            ),
            ''
        ) as order_id,
        nullif(
            btrim(
                (cast(customer_id as TEXT) collate pg_c_utf8),
                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
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
                    (cast(status as TEXT) collate pg_c_utf8),
                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                ),
                ''
            )
        ) as status,
        case
            when cast(gross_amount as text) <> 'NaN'
                and pg_input_is_valid(cast(gross_amount as text), 'decimal(18, 6)')
                then cast(cast(gross_amount as text) as decimal(18, 6))
        end as gross_amount,
        case
            when (
                nullif(
                    btrim(
                        (cast(discount_amount as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) ~ '^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$'
            )
                then case
                    when pg_input_is_valid(
                        nullif(
                            btrim(
                                (cast(discount_amount as TEXT) collate pg_c_utf8),
                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                            ),
                            ''
                        ),
                        'decimal(18, 6)'
                    )
                        then cast(
                            nullif(
                                btrim(
                                    (cast(discount_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            ) as decimal(18, 6)
                        )
                end
        end as discount_amount,
        case
            when (
                nullif(
                    btrim(
                        (cast(refunded_amount as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) ~ '^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$'
            )
                then case
                    when pg_input_is_valid(
                        nullif(
                            btrim(
                                (cast(refunded_amount as TEXT) collate pg_c_utf8),
                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                            ),
                            ''
                        ),
                        'decimal(18, 6)'
                    )
                        then cast(
                            nullif(
                                btrim(
                                    (cast(refunded_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            ) as decimal(18, 6)
                        )
                end
        end as refunded_amount,
        case
            when (
                nullif(
                    btrim(
                        (cast(cost_amount as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) ~ '^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$'
            )
                then case
                    when pg_input_is_valid(
                        nullif(
                            btrim(
                                (cast(cost_amount as TEXT) collate pg_c_utf8),
                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                            ),
                            ''
                        ),
                        'decimal(18, 6)'
                    )
                        then cast(
                            nullif(
                                btrim(
                                    (cast(cost_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            ) as decimal(18, 6)
                        )
                end
        end as cost_amount,
        upper(
            nullif(
                btrim(
                    (cast(currency as TEXT) collate pg_c_utf8),
                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                ),
                ''
            )
        ) as currency,
        nullif(
            btrim(
                (cast(channel as TEXT) collate pg_c_utf8),
                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
            ),
            ''
        ) as channel,
        nullif(
            btrim(
                (cast(campaign_id as TEXT) collate pg_c_utf8),
                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
            ),
            ''
        ) as campaign_id,
        nullif(
            btrim(
                (cast(email as TEXT) collate pg_c_utf8),
                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
            ),
            ''
        ) as email,
        nullif(
            btrim(
                (cast(visitor_id as TEXT) collate pg_c_utf8),
                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
            ),
            ''
        ) as visitor_id,
        case
            when (
                nullif(
                    btrim(
                        (cast(updated_at as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) ~ '^\d{4}-\d{2}-\d{2}$'
            )
                then case
                    when pg_input_is_valid(
                        nullif(
                            btrim(
                                (cast(updated_at as TEXT) collate pg_c_utf8),
                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                            ),
                            ''
                        ),
                        'timestamp'
                    )
                        then cast(
                            nullif(
                                btrim(
                                    (cast(updated_at as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            ) as timestamp
                        )
                end
            when (
                nullif(
                    btrim(
                        (cast(updated_at as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) ~ '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)?$'
            )
                then case
                    when pg_input_is_valid(
                        regexp_replace(
                            concat(
                                substr(
                                    nullif(
                                        btrim(
                                            (cast(updated_at as TEXT) collate pg_c_utf8),
                                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
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
                                                (cast(updated_at as TEXT) collate pg_c_utf8),
                                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
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
                                                (cast(updated_at as TEXT) collate pg_c_utf8),
                                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
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
                                                    (cast(updated_at as TEXT) collate pg_c_utf8),
                                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                                ),
                                                ''
                                            ),
                                            17
                                        ) ~ '[Zz+-]'
                                    )
                                        then ''
                                    else '+00:00'
                                end
                            ),
                            '([.]\d{6})\d+',
                            '\1'
                        ),
                        'timestamptz'
                    )
                        then cast(
                            regexp_replace(
                                concat(
                                    substr(
                                        nullif(
                                            btrim(
                                                (cast(updated_at as TEXT) collate pg_c_utf8),
                                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
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
                                                    (cast(updated_at as TEXT) collate pg_c_utf8),
                                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
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
                                                    (cast(updated_at as TEXT) collate pg_c_utf8),
                                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
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
                                                        (cast(updated_at as TEXT) collate pg_c_utf8),
                                                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                                    ),
                                                    ''
                                                ),
                                                17
                                            ) ~ '[Zz+-]'
                                        )
                                            then ''
                                        else '+00:00'
                                    end
                                ),
                                '([.]\d{6})\d+',
                                '\1'
                            ) as timestamptz
                        ) at time zone 'UTC'
                end
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
                            (cast(read.received_updated_at as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
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
                            (cast(read.received_discount_amount as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    ) is not null
                )
                or (
                    read.refunded_amount is null
                    and nullif(
                        btrim(
                            (cast(read.received_refunded_amount as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    ) is not null
                )
                or (
                    read.cost_amount is null
                    and nullif(
                        btrim(
                            (cast(read.received_cost_amount as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    ) is not null
                )
                or coalesce(
                    abs(cast(read.gross_amount as double precision)) * first_rates.highest_rate >= 99999999999999,
                    false
                )
                or coalesce(
                    abs(cast(read.cost_amount as double precision)) * first_rates.highest_rate >= 99999999999999,
                    false
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
            when (email ~ '^erased_[0-9a-f]{32}$') then email
            else encode(
                sha256(
                    convert_to(
                        (
                            select
                                encode(
                                    sha256(
                                        convert_to('outer:' || current_setting('retensi.hash_key'), 'UTF8')
                                    ),
                                    'hex'
                                )
                        ) || encode(
                            sha256(
                                convert_to(
                                    (
                                        select
                                            encode(
                                                sha256(
                                                    convert_to(
                                                        'inner:' || current_setting('retensi.hash_key'),
                                                        'UTF8'
                                                    )
                                                ),
                                                'hex'
                                            )
                                    ) || lower(trim(email)),
                                    'UTF8'
                                )
                            ),
                            'hex'
                        ),
                        'UTF8'
                    )
                ),
                'hex'
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
