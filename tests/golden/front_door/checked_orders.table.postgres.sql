with versions as (
    select _row_id, cast(null as bigint) as file_place, cast(null as bigint) as _place
    from "shop"."inputs"."received_orders"
    where 1 = 1
        and (
            nullif(
                btrim(
                    (cast(order_id as TEXT) collate pg_c_utf8),
                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                ),
                ''
            )
        ) in (
            select
                nullif(
                    btrim(
                        (cast(order_id as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) as key_1
            from "shop"."inputs"."received_orders"
            where 1 = 1
            group by nullif(
                btrim(
                    (cast(order_id as TEXT) collate pg_c_utf8),
                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                ),
                ''
            )
            having count(*) > 1
        )
),

received as not materialized (
    select received.*, versions._row_id is not null as _has_versions
    from "shop"."inputs"."received_orders" as received
    left join versions on received._row_id = versions._row_id
    where 1 = 1
),

statuses as (
    select lower(trim(status)) as status, treatment, refunded
    from "shop"."reference"."order_statuses"
),

first_rates as (
    select currency, min(valid_from) as first_valid_from, cast(max(rate) as double precision) as highest_rate
    from "shop"."inputs"."checked_exchange_rates"
    where row_status = 'accepted' and currency <> 'USD'
    group by currency
),

read as not materialized (
    select
        _row_id,
        _has_versions,
        _unreadable,
        case
            when length(
                nullif(
                    btrim(
                        (cast(order_id as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
            ) > 9
                or not lower(
                    nullif(
                        btrim(
                            (cast(order_id as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    )
                ) in (
                    'null',
                    '(null)',
                    '<null>',
                    'none',
                    'nil',
                    'nan',
                    'nat',
                    'na',
                    '<na>',
                    'n/a',
                    '#n/a',
                    'n.a.',
                    'undefined',
                    '-',
                    '--'
                )
                then nullif(
                    btrim(
                        (cast(order_id as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
        end as order_id,
        case
            when length(
                nullif(
                    btrim(
                        (cast(customer_id as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
            ) > 9
                or not lower(
                    nullif(
                        btrim(
                            (cast(customer_id as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    )
                ) in (
                    'null',
                    '(null)',
                    '<null>',
                    'none',
                    'nil',
                    'nan',
                    'nat',
                    'na',
                    '<na>',
                    'n/a',
                    '#n/a',
                    'n.a.',
                    'undefined',
                    '-',
                    '--'
                )
                then nullif(
                    btrim(
                        (cast(customer_id as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
        end as customer_id,
        case
            when cast(ordered_at as timestamp) >= timestamp '0001-01-01 00:00:00'
                then cast(ordered_at as timestamp)
        end as ordered_at,
        lower(
            case
                when length(
                    nullif(
                        btrim(
                            (cast(status as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    )
                ) > 9
                    or not lower(
                        nullif(
                            btrim(
                                (cast(status as TEXT) collate pg_c_utf8),
                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                            ),
                            ''
                        )
                    ) in (
                        'null',
                        '(null)',
                        '<null>',
                        'none',
                        'nil',
                        'nan',
                        'nat',
                        'na',
                        '<na>',
                        'n/a',
                        '#n/a',
                        'n.a.',
                        'undefined',
                        '-',
                        '--'
                    )
                    then nullif(
                        btrim(
                            (cast(status as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    )
            end
        ) as status,
        false as comes_without_status,
        case
            when cast(gross_amount as text) <> 'NaN'
                and pg_input_is_valid(cast(gross_amount as text), 'decimal(18, 6)')
                then cast(cast(gross_amount as text) as decimal(18, 6))
        end as given_gross_amount,
        case
            when (
                nullif(
                    btrim(
                        (cast(total_amount as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) ~ '^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$'
            )
                then case
                    when pg_input_is_valid(
                        nullif(
                            btrim(
                                (cast(total_amount as TEXT) collate pg_c_utf8),
                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                            ),
                            ''
                        ),
                        'decimal(18, 6)'
                    )
                        then cast(
                            nullif(
                                btrim(
                                    (cast(total_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            ) as decimal(18, 6)
                        )
                end
        end as total_amount,
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
        case
            when lower(
                nullif(
                    btrim(
                        (cast(is_test as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
            ) in ('true', 't', 'yes', 'y', '1')
                then true
            when lower(
                nullif(
                    btrim(
                        (cast(is_test as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
            ) in ('false', 'f', 'no', 'n', '0')
                then false
        end as is_test,
        case
            when (
                nullif(
                    btrim(
                        (cast(cancelled_at as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) ~ '^\d{4}-\d{2}-\d{2}$'
            )
                then case
                    when pg_input_is_valid(
                        nullif(
                            btrim(
                                (cast(cancelled_at as TEXT) collate pg_c_utf8),
                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                            ),
                            ''
                        ),
                        'timestamp'
                    )
                        then cast(
                            nullif(
                                btrim(
                                    (cast(cancelled_at as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            ) as timestamp
                        )
                end
            when (
                nullif(
                    btrim(
                        (cast(cancelled_at as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) ~ '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?( ?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)| UTC| GMT)?$'
            )
                then case
                    when pg_input_is_valid(
                        regexp_replace(
                            concat(
                                substr(
                                    nullif(
                                        btrim(
                                            (cast(cancelled_at as TEXT) collate pg_c_utf8),
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
                                                (cast(cancelled_at as TEXT) collate pg_c_utf8),
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
                                replace(
                                    replace(
                                        replace(
                                            upper(
                                                substr(
                                                    nullif(
                                                        btrim(
                                                            (cast(cancelled_at as TEXT) collate pg_c_utf8),
                                                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                                        ),
                                                        ''
                                                    ),
                                                    17
                                                )
                                            ),
                                            ' ',
                                            ''
                                        ),
                                        'UTC',
                                        'Z'
                                    ),
                                    'GMT',
                                    'Z'
                                ),
                                case
                                    when (
                                        substr(
                                            nullif(
                                                btrim(
                                                    (cast(cancelled_at as TEXT) collate pg_c_utf8),
                                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                                ),
                                                ''
                                            ),
                                            17
                                        ) ~ '[ZzT+-]'
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
                                                (cast(cancelled_at as TEXT) collate pg_c_utf8),
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
                                                    (cast(cancelled_at as TEXT) collate pg_c_utf8),
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
                                    replace(
                                        replace(
                                            replace(
                                                upper(
                                                    substr(
                                                        nullif(
                                                            btrim(
                                                                (cast(cancelled_at as TEXT) collate pg_c_utf8),
                                                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                                            ),
                                                            ''
                                                        ),
                                                        17
                                                    )
                                                ),
                                                ' ',
                                                ''
                                            ),
                                            'UTC',
                                            'Z'
                                        ),
                                        'GMT',
                                        'Z'
                                    ),
                                    case
                                        when (
                                            substr(
                                                nullif(
                                                    btrim(
                                                        (cast(cancelled_at as TEXT) collate pg_c_utf8),
                                                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                                    ),
                                                    ''
                                                ),
                                                17
                                            ) ~ '[ZzT+-]'
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
            when (
                nullif(
                    btrim(
                        (cast(cancelled_at as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) ~ '^(\d{10}|\d{13}|\d{16})$'
            )
                then timestamp '1970-01-01 00:00:00' + case
                    when pg_input_is_valid(
                        rpad(
                            nullif(
                                btrim(
                                    (cast(cancelled_at as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            ),
                            16,
                            '0'
                        ),
                        'bigint'
                    )
                        then cast(
                            rpad(
                                nullif(
                                    btrim(
                                        (cast(cancelled_at as TEXT) collate pg_c_utf8),
                                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                    ),
                                    ''
                                ),
                                16,
                                '0'
                            ) as bigint
                        )
                end * interval '1 microsecond'
            when nullif(
                btrim(
                    (cast(cancelled_at as TEXT) collate pg_c_utf8),
                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                ),
                ''
            ) is not null
                then (
                    select
                        case
                            when (written ~ '^\d{4}-\d{2}-\d{2}$')
                                then case
                                    when pg_input_is_valid(written, 'timestamp')
                                        then cast(written as timestamp)
                                end
                            when (
                                written ~ '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?( ?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)| UTC| GMT)?$'
                            )
                                then case
                                    when pg_input_is_valid(
                                        regexp_replace(
                                            concat(
                                                substr(written, 1, 16),
                                                case when substr(written, 17, 1) = ':' then '' else ':00' end,
                                                replace(
                                                    replace(
                                                        replace(upper(substr(written, 17)), ' ', ''),
                                                        'UTC',
                                                        'Z'
                                                    ),
                                                    'GMT',
                                                    'Z'
                                                ),
                                                case
                                                    when (substr(written, 17) ~ '[ZzT+-]') then ''
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
                                                    substr(written, 1, 16),
                                                    case
                                                        when substr(written, 17, 1) = ':' then ''
                                                        else ':00'
                                                    end,
                                                    replace(
                                                        replace(
                                                            replace(upper(substr(written, 17)), ' ', ''),
                                                            'UTC',
                                                            'Z'
                                                        ),
                                                        'GMT',
                                                        'Z'
                                                    ),
                                                    case
                                                        when (substr(written, 17) ~ '[ZzT+-]') then ''
                                                        else '+00:00'
                                                    end
                                                ),
                                                '([.]\d{6})\d+',
                                                '\1'
                                            ) as timestamptz
                                        ) at time zone 'UTC'
                                end
                        end
                    from (
                        select
                            (
                                select
                                    case
                                        when (came ~ '^\d+$')
                                            then case length(came)
                                                when 8
                                                    then concat(
                                                        substr(came, 1, 4),
                                                        '-',
                                                        substr(came, 5, 2),
                                                        '-',
                                                        substr(came, 7, 2)
                                                    )
                                                when 14
                                                    then concat(
                                                        substr(came, 1, 4),
                                                        '-',
                                                        substr(came, 5, 2),
                                                        '-',
                                                        substr(came, 7, 2),
                                                        'T',
                                                        substr(came, 9, 2),
                                                        ':',
                                                        substr(came, 11, 2),
                                                        ':',
                                                        substr(came, 13, 2)
                                                    )
                                            end
                                        when (came ~ '^\d{4}[/.]\d\d[/.]\d\d($|[T ]\d\d:[^AaPp]*$)')
                                            then concat(
                                                substr(came, 1, 4),
                                                '-',
                                                substr(came, 6, 2),
                                                '-',
                                                substr(came, 9, 2),
                                                substr(came, 11)
                                            )
                                        else regexp_replace(
                                            regexp_replace(
                                                regexp_replace(
                                                    regexp_replace(
                                                        replace(
                                                            replace(
                                                                replace(
                                                                    replace(
                                                                        replace(
                                                                            replace(
                                                                                replace(
                                                                                    replace(
                                                                                        replace(
                                                                                            replace(
                                                                                                replace(
                                                                                                    replace(
                                                                                                        replace(
                                                                                                            replace(
                                                                                                                replace(
                                                                                                                    replace(
                                                                                                                        replace(
                                                                                                                            replace(
                                                                                                                                replace(
                                                                                                                                    replace(
                                                                                                                                        replace(
                                                                                                                                            replace(
                                                                                                                                                replace(
                                                                                                                                                    replace(
                                                                                                                                                        regexp_replace(
                                                                                                                                                            regexp_replace(
                                                                                                                                                                regexp_replace(
                                                                                                                                                                    regexp_replace(
                                                                                                                                                                        regexp_replace(
                                                                                                                                                                            regexp_replace(
                                                                                                                                                                                regexp_replace(
                                                                                                                                                                                    regexp_replace(
                                                                                                                                                                                        regexp_replace(
                                                                                                                                                                                            regexp_replace(
                                                                                                                                                                                                replace(
                                                                                                                                                                                                    replace(
                                                                                                                                                                                                        replace(
                                                                                                                                                                                                            replace(
                                                                                                                                                                                                                replace(
                                                                                                                                                                                                                    replace(
                                                                                                                                                                                                                        replace(
                                                                                                                                                                                                                            replace(
                                                                                                                                                                                                                                replace(
                                                                                                                                                                                                                                    replace(
                                                                                                                                                                                                                                        replace(
                                                                                                                                                                                                                                            replace(
                                                                                                                                                                                                                                                replace(
                                                                                                                                                                                                                                                    replace(
                                                                                                                                                                                                                                                        replace(
                                                                                                                                                                                                                                                            replace(
                                                                                                                                                                                                                                                                replace(
                                                                                                                                                                                                                                                                    replace(
                                                                                                                                                                                                                                                                        replace(
                                                                                                                                                                                                                                                                            replace(
                                                                                                                                                                                                                                                                                replace(
                                                                                                                                                                                                                                                                                    replace(
                                                                                                                                                                                                                                                                                        regexp_replace(
                                                                                                                                                                                                                                                                                            regexp_replace(
                                                                                                                                                                                                                                                                                                regexp_replace(
                                                                                                                                                                                                                                                                                                    regexp_replace(
                                                                                                                                                                                                                                                                                                        upper(came),
                                                                                                                                                                                                                                                                                                        '^(?:MON|TUE|WED|THU|FRI|SAT|SUN|SEN|SEL|RAB|KAM|JUM|MIN)[A-Z]*,? +',
                                                                                                                                                                                                                                                                                                        ''
                                                                                                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                                                                                                    '^(\d{1,2})(?:ST|ND|RD|TH)?[ .-]+(JAN|FEB|MAR|APR|MAY|MEI|JUN|JUL|AUG|AGU|AGT|AGS|SEP|OCT|OKT|NOV|NOP|DEC|DES)(?:UARY|UARI|UAR|RUARY|RUARI|RUAR|CH|ET|IL|E|I|Y|UST|STUS|TEMBER|T|OBER|EMBER)?[ .,-]+(\d{4})($|[^\d].*$)',
                                                                                                                                                                                                                                                                                                    '\3-\2-\1\4'
                                                                                                                                                                                                                                                                                                ),
                                                                                                                                                                                                                                                                                                '^(JAN|FEB|MAR|APR|MAY|MEI|JUN|JUL|AUG|AGU|AGT|AGS|SEP|OCT|OKT|NOV|NOP|DEC|DES)(?:UARY|UARI|UAR|RUARY|RUARI|RUAR|CH|ET|IL|E|I|Y|UST|STUS|TEMBER|T|OBER|EMBER)?[ .-]+(\d{1,2})(?:ST|ND|RD|TH)?[ ,-]+(\d{4})($|[^\d].*$)',
                                                                                                                                                                                                                                                                                                '\3-\1-\2\4'
                                                                                                                                                                                                                                                                                            ),
                                                                                                                                                                                                                                                                                            '^(\d{4})[ .-]+(JAN|FEB|MAR|APR|MAY|MEI|JUN|JUL|AUG|AGU|AGT|AGS|SEP|OCT|OKT|NOV|NOP|DEC|DES)(?:UARY|UARI|UAR|RUARY|RUARI|RUAR|CH|ET|IL|E|I|Y|UST|STUS|TEMBER|T|OBER|EMBER)?[ .-]+(\d{1,2})($|[^\d].*$)',
                                                                                                                                                                                                                                                                                            '\1-\2-\3\4'
                                                                                                                                                                                                                                                                                        ),
                                                                                                                                                                                                                                                                                        '-JAN-',
                                                                                                                                                                                                                                                                                        '-01-'
                                                                                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                                                                                    '-FEB-',
                                                                                                                                                                                                                                                                                    '-02-'
                                                                                                                                                                                                                                                                                ),
                                                                                                                                                                                                                                                                                '-MAR-',
                                                                                                                                                                                                                                                                                '-03-'
                                                                                                                                                                                                                                                                            ),
                                                                                                                                                                                                                                                                            '-APR-',
                                                                                                                                                                                                                                                                            '-04-'
                                                                                                                                                                                                                                                                        ),
                                                                                                                                                                                                                                                                        '-MAY-',
                                                                                                                                                                                                                                                                        '-05-'
                                                                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                                                                    '-MEI-',
                                                                                                                                                                                                                                                                    '-05-'
                                                                                                                                                                                                                                                                ),
                                                                                                                                                                                                                                                                '-JUN-',
                                                                                                                                                                                                                                                                '-06-'
                                                                                                                                                                                                                                                            ),
                                                                                                                                                                                                                                                            '-JUL-',
                                                                                                                                                                                                                                                            '-07-'
                                                                                                                                                                                                                                                        ),
                                                                                                                                                                                                                                                        '-AUG-',
                                                                                                                                                                                                                                                        '-08-'
                                                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                                                    '-AGU-',
                                                                                                                                                                                                                                                    '-08-'
                                                                                                                                                                                                                                                ),
                                                                                                                                                                                                                                                '-AGT-',
                                                                                                                                                                                                                                                '-08-'
                                                                                                                                                                                                                                            ),
                                                                                                                                                                                                                                            '-AGS-',
                                                                                                                                                                                                                                            '-08-'
                                                                                                                                                                                                                                        ),
                                                                                                                                                                                                                                        '-SEP-',
                                                                                                                                                                                                                                        '-09-'
                                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                                    '-OCT-',
                                                                                                                                                                                                                                    '-10-'
                                                                                                                                                                                                                                ),
                                                                                                                                                                                                                                '-OKT-',
                                                                                                                                                                                                                                '-10-'
                                                                                                                                                                                                                            ),
                                                                                                                                                                                                                            '-NOV-',
                                                                                                                                                                                                                            '-11-'
                                                                                                                                                                                                                        ),
                                                                                                                                                                                                                        '-NOP-',
                                                                                                                                                                                                                        '-11-'
                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                    '-DEC-',
                                                                                                                                                                                                                    '-12-'
                                                                                                                                                                                                                ),
                                                                                                                                                                                                                '-DES-',
                                                                                                                                                                                                                '-12-'
                                                                                                                                                                                                            ),
                                                                                                                                                                                                            'WITA',
                                                                                                                                                                                                            '+08:00'
                                                                                                                                                                                                        ),
                                                                                                                                                                                                        'WIT',
                                                                                                                                                                                                        '+09:00'
                                                                                                                                                                                                    ),
                                                                                                                                                                                                    'WIB',
                                                                                                                                                                                                    '+07:00'
                                                                                                                                                                                                ),
                                                                                                                                                                                                '^(\d{4})[-/.](\d)([-/.])',
                                                                                                                                                                                                '\1-0\2\3'
                                                                                                                                                                                            ),
                                                                                                                                                                                            '^(\d{4})[-/.](\d\d)[-/.](\d)($|[^\d].*$)',
                                                                                                                                                                                            '\1-\2-0\3\4'
                                                                                                                                                                                        ),
                                                                                                                                                                                        '^(\d{4})[-/.](\d\d)[-/.](\d\d)',
                                                                                                                                                                                        '\1-\2-\3'
                                                                                                                                                                                    ),
                                                                                                                                                                                    '^(.{10})(?:T|[ ,]+(?:AT +|PUKUL +|JAM +)?)(\d)',
                                                                                                                                                                                    '\1T\2'
                                                                                                                                                                                ),
                                                                                                                                                                                '^(.{11})(\d)([:.])',
                                                                                                                                                                                '\10\2\3'
                                                                                                                                                                            ),
                                                                                                                                                                            '^(.{11}\d\d)[.](\d\d)[.](\d\d)',
                                                                                                                                                                            '\1:\2:\3'
                                                                                                                                                                        ),
                                                                                                                                                                        '^(.{11}\d\d)[.](\d\d)($|[^\d].*$)',
                                                                                                                                                                        '\1:\2\3'
                                                                                                                                                                    ),
                                                                                                                                                                    '^(.{11}\d\d:\d\d)($|[^:].*$)',
                                                                                                                                                                    '\1:00\2'
                                                                                                                                                                ),
                                                                                                                                                                '^(.{19}),(\d)',
                                                                                                                                                                '\1.\2'
                                                                                                                                                            ),
                                                                                                                                                            '^(.{10})T(\d\d:\d\d:\d\d[.\d]*) *([AP])[.]?M[.]?',
                                                                                                                                                            '\1#\3\2'
                                                                                                                                                        ),
                                                                                                                                                        '#A01:',
                                                                                                                                                        'T01:'
                                                                                                                                                    ),
                                                                                                                                                    '#P01:',
                                                                                                                                                    'T13:'
                                                                                                                                                ),
                                                                                                                                                '#A02:',
                                                                                                                                                'T02:'
                                                                                                                                            ),
                                                                                                                                            '#P02:',
                                                                                                                                            'T14:'
                                                                                                                                        ),
                                                                                                                                        '#A03:',
                                                                                                                                        'T03:'
                                                                                                                                    ),
                                                                                                                                    '#P03:',
                                                                                                                                    'T15:'
                                                                                                                                ),
                                                                                                                                '#A04:',
                                                                                                                                'T04:'
                                                                                                                            ),
                                                                                                                            '#P04:',
                                                                                                                            'T16:'
                                                                                                                        ),
                                                                                                                        '#A05:',
                                                                                                                        'T05:'
                                                                                                                    ),
                                                                                                                    '#P05:',
                                                                                                                    'T17:'
                                                                                                                ),
                                                                                                                '#A06:',
                                                                                                                'T06:'
                                                                                                            ),
                                                                                                            '#P06:',
                                                                                                            'T18:'
                                                                                                        ),
                                                                                                        '#A07:',
                                                                                                        'T07:'
                                                                                                    ),
                                                                                                    '#P07:',
                                                                                                    'T19:'
                                                                                                ),
                                                                                                '#A08:',
                                                                                                'T08:'
                                                                                            ),
                                                                                            '#P08:',
                                                                                            'T20:'
                                                                                        ),
                                                                                        '#A09:',
                                                                                        'T09:'
                                                                                    ),
                                                                                    '#P09:',
                                                                                    'T21:'
                                                                                ),
                                                                                '#A10:',
                                                                                'T10:'
                                                                            ),
                                                                            '#P10:',
                                                                            'T22:'
                                                                        ),
                                                                        '#A11:',
                                                                        'T11:'
                                                                    ),
                                                                    '#P11:',
                                                                    'T23:'
                                                                ),
                                                                '#A12:',
                                                                'T00:'
                                                            ),
                                                            '#P12:',
                                                            'T12:'
                                                        ),
                                                        '^(.{19}[.\d]*) *(?:UTC|GMT)?([+-])',
                                                        '\1\2'
                                                    ),
                                                    '^(.{19}[.\d]*[+-])(\d)(:|$)',
                                                    '\10\2\3'
                                                ),
                                                '^(.{19}[.\d]*(?:Z|[+-]\d\d(?::?\d\d)?)) ?[\[(][^\])]+[\])]$',
                                                '\1'
                                            ),
                                            '^(.{19}[.\d]*) *(?:UTC|GMT|Z)$',
                                            '\1Z'
                                        )
                                    end
                                from (
                                    select
                                        nullif(
                                            btrim(
                                                (cast(cancelled_at as TEXT) collate pg_c_utf8),
                                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                            ),
                                            ''
                                        ) as came offset 0
                                ) as computed
                            ) as written offset 0
                    ) as computed
                )
        end as cancelled_at,
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
        case
            when length(
                nullif(
                    btrim(
                        (cast(campaign_id as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
            ) > 9
                or not lower(
                    nullif(
                        btrim(
                            (cast(campaign_id as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    )
                ) in (
                    'null',
                    '(null)',
                    '<null>',
                    'none',
                    'nil',
                    'nan',
                    'nat',
                    'na',
                    '<na>',
                    'n/a',
                    '#n/a',
                    'n.a.',
                    'undefined',
                    '-',
                    '--'
                )
                then nullif(
                    btrim(
                        (cast(campaign_id as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
        end as campaign_id,
        case
            when length(
                nullif(
                    btrim(
                        (cast(email as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
            ) > 9
                or not lower(
                    nullif(
                        btrim(
                            (cast(email as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    )
                ) in (
                    'null',
                    '(null)',
                    '<null>',
                    'none',
                    'nil',
                    'nan',
                    'nat',
                    'na',
                    '<na>',
                    'n/a',
                    '#n/a',
                    'n.a.',
                    'undefined',
                    '-',
                    '--'
                )
                then nullif(
                    btrim(
                        (cast(email as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
        end as email,
        case
            when length(
                nullif(
                    btrim(
                        (cast(phone as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
            ) > 9
                or not lower(
                    nullif(
                        btrim(
                            (cast(phone as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    )
                ) in (
                    'null',
                    '(null)',
                    '<null>',
                    'none',
                    'nil',
                    'nan',
                    'nat',
                    'na',
                    '<na>',
                    'n/a',
                    '#n/a',
                    'n.a.',
                    'undefined',
                    '-',
                    '--'
                )
                then nullif(
                    btrim(
                        (cast(phone as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
        end as phone,
        case
            when length(
                nullif(
                    btrim(
                        (cast(visitor_id as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
            ) > 9
                or not lower(
                    nullif(
                        btrim(
                            (cast(visitor_id as TEXT) collate pg_c_utf8),
                            E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                        ),
                        ''
                    )
                ) in (
                    'null',
                    '(null)',
                    '<null>',
                    'none',
                    'nil',
                    'nan',
                    'nat',
                    'na',
                    '<na>',
                    'n/a',
                    '#n/a',
                    'n.a.',
                    'undefined',
                    '-',
                    '--'
                )
                then nullif(
                    btrim(
                        (cast(visitor_id as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                )
        end as visitor_id,
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
                ) ~ '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?( ?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)| UTC| GMT)?$'
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
                                replace(
                                    replace(
                                        replace(
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
                                            ' ',
                                            ''
                                        ),
                                        'UTC',
                                        'Z'
                                    ),
                                    'GMT',
                                    'Z'
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
                                        ) ~ '[ZzT+-]'
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
                                    replace(
                                        replace(
                                            replace(
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
                                                ' ',
                                                ''
                                            ),
                                            'UTC',
                                            'Z'
                                        ),
                                        'GMT',
                                        'Z'
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
                                            ) ~ '[ZzT+-]'
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
            when (
                nullif(
                    btrim(
                        (cast(updated_at as TEXT) collate pg_c_utf8),
                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                    ),
                    ''
                ) ~ '^(\d{10}|\d{13}|\d{16})$'
            )
                then timestamp '1970-01-01 00:00:00' + case
                    when pg_input_is_valid(
                        rpad(
                            nullif(
                                btrim(
                                    (cast(updated_at as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            ),
                            16,
                            '0'
                        ),
                        'bigint'
                    )
                        then cast(
                            rpad(
                                nullif(
                                    btrim(
                                        (cast(updated_at as TEXT) collate pg_c_utf8),
                                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                    ),
                                    ''
                                ),
                                16,
                                '0'
                            ) as bigint
                        )
                end * interval '1 microsecond'
            when nullif(
                btrim(
                    (cast(updated_at as TEXT) collate pg_c_utf8),
                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                ),
                ''
            ) is not null
                then (
                    select
                        case
                            when (written ~ '^\d{4}-\d{2}-\d{2}$')
                                then case
                                    when pg_input_is_valid(written, 'timestamp')
                                        then cast(written as timestamp)
                                end
                            when (
                                written ~ '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?( ?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)| UTC| GMT)?$'
                            )
                                then case
                                    when pg_input_is_valid(
                                        regexp_replace(
                                            concat(
                                                substr(written, 1, 16),
                                                case when substr(written, 17, 1) = ':' then '' else ':00' end,
                                                replace(
                                                    replace(
                                                        replace(upper(substr(written, 17)), ' ', ''),
                                                        'UTC',
                                                        'Z'
                                                    ),
                                                    'GMT',
                                                    'Z'
                                                ),
                                                case
                                                    when (substr(written, 17) ~ '[ZzT+-]') then ''
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
                                                    substr(written, 1, 16),
                                                    case
                                                        when substr(written, 17, 1) = ':' then ''
                                                        else ':00'
                                                    end,
                                                    replace(
                                                        replace(
                                                            replace(upper(substr(written, 17)), ' ', ''),
                                                            'UTC',
                                                            'Z'
                                                        ),
                                                        'GMT',
                                                        'Z'
                                                    ),
                                                    case
                                                        when (substr(written, 17) ~ '[ZzT+-]') then ''
                                                        else '+00:00'
                                                    end
                                                ),
                                                '([.]\d{6})\d+',
                                                '\1'
                                            ) as timestamptz
                                        ) at time zone 'UTC'
                                end
                        end
                    from (
                        select
                            (
                                select
                                    case
                                        when (came ~ '^\d+$')
                                            then case length(came)
                                                when 8
                                                    then concat(
                                                        substr(came, 1, 4),
                                                        '-',
                                                        substr(came, 5, 2),
                                                        '-',
                                                        substr(came, 7, 2)
                                                    )
                                                when 14
                                                    then concat(
                                                        substr(came, 1, 4),
                                                        '-',
                                                        substr(came, 5, 2),
                                                        '-',
                                                        substr(came, 7, 2),
                                                        'T',
                                                        substr(came, 9, 2),
                                                        ':',
                                                        substr(came, 11, 2),
                                                        ':',
                                                        substr(came, 13, 2)
                                                    )
                                            end
                                        when (came ~ '^\d{4}[/.]\d\d[/.]\d\d($|[T ]\d\d:[^AaPp]*$)')
                                            then concat(
                                                substr(came, 1, 4),
                                                '-',
                                                substr(came, 6, 2),
                                                '-',
                                                substr(came, 9, 2),
                                                substr(came, 11)
                                            )
                                        else regexp_replace(
                                            regexp_replace(
                                                regexp_replace(
                                                    regexp_replace(
                                                        replace(
                                                            replace(
                                                                replace(
                                                                    replace(
                                                                        replace(
                                                                            replace(
                                                                                replace(
                                                                                    replace(
                                                                                        replace(
                                                                                            replace(
                                                                                                replace(
                                                                                                    replace(
                                                                                                        replace(
                                                                                                            replace(
                                                                                                                replace(
                                                                                                                    replace(
                                                                                                                        replace(
                                                                                                                            replace(
                                                                                                                                replace(
                                                                                                                                    replace(
                                                                                                                                        replace(
                                                                                                                                            replace(
                                                                                                                                                replace(
                                                                                                                                                    replace(
                                                                                                                                                        regexp_replace(
                                                                                                                                                            regexp_replace(
                                                                                                                                                                regexp_replace(
                                                                                                                                                                    regexp_replace(
                                                                                                                                                                        regexp_replace(
                                                                                                                                                                            regexp_replace(
                                                                                                                                                                                regexp_replace(
                                                                                                                                                                                    regexp_replace(
                                                                                                                                                                                        regexp_replace(
                                                                                                                                                                                            regexp_replace(
                                                                                                                                                                                                replace(
                                                                                                                                                                                                    replace(
                                                                                                                                                                                                        replace(
                                                                                                                                                                                                            replace(
                                                                                                                                                                                                                replace(
                                                                                                                                                                                                                    replace(
                                                                                                                                                                                                                        replace(
                                                                                                                                                                                                                            replace(
                                                                                                                                                                                                                                replace(
                                                                                                                                                                                                                                    replace(
                                                                                                                                                                                                                                        replace(
                                                                                                                                                                                                                                            replace(
                                                                                                                                                                                                                                                replace(
                                                                                                                                                                                                                                                    replace(
                                                                                                                                                                                                                                                        replace(
                                                                                                                                                                                                                                                            replace(
                                                                                                                                                                                                                                                                replace(
                                                                                                                                                                                                                                                                    replace(
                                                                                                                                                                                                                                                                        replace(
                                                                                                                                                                                                                                                                            replace(
                                                                                                                                                                                                                                                                                replace(
                                                                                                                                                                                                                                                                                    replace(
                                                                                                                                                                                                                                                                                        regexp_replace(
                                                                                                                                                                                                                                                                                            regexp_replace(
                                                                                                                                                                                                                                                                                                regexp_replace(
                                                                                                                                                                                                                                                                                                    regexp_replace(
                                                                                                                                                                                                                                                                                                        upper(came),
                                                                                                                                                                                                                                                                                                        '^(?:MON|TUE|WED|THU|FRI|SAT|SUN|SEN|SEL|RAB|KAM|JUM|MIN)[A-Z]*,? +',
                                                                                                                                                                                                                                                                                                        ''
                                                                                                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                                                                                                    '^(\d{1,2})(?:ST|ND|RD|TH)?[ .-]+(JAN|FEB|MAR|APR|MAY|MEI|JUN|JUL|AUG|AGU|AGT|AGS|SEP|OCT|OKT|NOV|NOP|DEC|DES)(?:UARY|UARI|UAR|RUARY|RUARI|RUAR|CH|ET|IL|E|I|Y|UST|STUS|TEMBER|T|OBER|EMBER)?[ .,-]+(\d{4})($|[^\d].*$)',
                                                                                                                                                                                                                                                                                                    '\3-\2-\1\4'
                                                                                                                                                                                                                                                                                                ),
                                                                                                                                                                                                                                                                                                '^(JAN|FEB|MAR|APR|MAY|MEI|JUN|JUL|AUG|AGU|AGT|AGS|SEP|OCT|OKT|NOV|NOP|DEC|DES)(?:UARY|UARI|UAR|RUARY|RUARI|RUAR|CH|ET|IL|E|I|Y|UST|STUS|TEMBER|T|OBER|EMBER)?[ .-]+(\d{1,2})(?:ST|ND|RD|TH)?[ ,-]+(\d{4})($|[^\d].*$)',
                                                                                                                                                                                                                                                                                                '\3-\1-\2\4'
                                                                                                                                                                                                                                                                                            ),
                                                                                                                                                                                                                                                                                            '^(\d{4})[ .-]+(JAN|FEB|MAR|APR|MAY|MEI|JUN|JUL|AUG|AGU|AGT|AGS|SEP|OCT|OKT|NOV|NOP|DEC|DES)(?:UARY|UARI|UAR|RUARY|RUARI|RUAR|CH|ET|IL|E|I|Y|UST|STUS|TEMBER|T|OBER|EMBER)?[ .-]+(\d{1,2})($|[^\d].*$)',
                                                                                                                                                                                                                                                                                            '\1-\2-\3\4'
                                                                                                                                                                                                                                                                                        ),
                                                                                                                                                                                                                                                                                        '-JAN-',
                                                                                                                                                                                                                                                                                        '-01-'
                                                                                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                                                                                    '-FEB-',
                                                                                                                                                                                                                                                                                    '-02-'
                                                                                                                                                                                                                                                                                ),
                                                                                                                                                                                                                                                                                '-MAR-',
                                                                                                                                                                                                                                                                                '-03-'
                                                                                                                                                                                                                                                                            ),
                                                                                                                                                                                                                                                                            '-APR-',
                                                                                                                                                                                                                                                                            '-04-'
                                                                                                                                                                                                                                                                        ),
                                                                                                                                                                                                                                                                        '-MAY-',
                                                                                                                                                                                                                                                                        '-05-'
                                                                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                                                                    '-MEI-',
                                                                                                                                                                                                                                                                    '-05-'
                                                                                                                                                                                                                                                                ),
                                                                                                                                                                                                                                                                '-JUN-',
                                                                                                                                                                                                                                                                '-06-'
                                                                                                                                                                                                                                                            ),
                                                                                                                                                                                                                                                            '-JUL-',
                                                                                                                                                                                                                                                            '-07-'
                                                                                                                                                                                                                                                        ),
                                                                                                                                                                                                                                                        '-AUG-',
                                                                                                                                                                                                                                                        '-08-'
                                                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                                                    '-AGU-',
                                                                                                                                                                                                                                                    '-08-'
                                                                                                                                                                                                                                                ),
                                                                                                                                                                                                                                                '-AGT-',
                                                                                                                                                                                                                                                '-08-'
                                                                                                                                                                                                                                            ),
                                                                                                                                                                                                                                            '-AGS-',
                                                                                                                                                                                                                                            '-08-'
                                                                                                                                                                                                                                        ),
                                                                                                                                                                                                                                        '-SEP-',
                                                                                                                                                                                                                                        '-09-'
                                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                                    '-OCT-',
                                                                                                                                                                                                                                    '-10-'
                                                                                                                                                                                                                                ),
                                                                                                                                                                                                                                '-OKT-',
                                                                                                                                                                                                                                '-10-'
                                                                                                                                                                                                                            ),
                                                                                                                                                                                                                            '-NOV-',
                                                                                                                                                                                                                            '-11-'
                                                                                                                                                                                                                        ),
                                                                                                                                                                                                                        '-NOP-',
                                                                                                                                                                                                                        '-11-'
                                                                                                                                                                                                                    ),
                                                                                                                                                                                                                    '-DEC-',
                                                                                                                                                                                                                    '-12-'
                                                                                                                                                                                                                ),
                                                                                                                                                                                                                '-DES-',
                                                                                                                                                                                                                '-12-'
                                                                                                                                                                                                            ),
                                                                                                                                                                                                            'WITA',
                                                                                                                                                                                                            '+08:00'
                                                                                                                                                                                                        ),
                                                                                                                                                                                                        'WIT',
                                                                                                                                                                                                        '+09:00'
                                                                                                                                                                                                    ),
                                                                                                                                                                                                    'WIB',
                                                                                                                                                                                                    '+07:00'
                                                                                                                                                                                                ),
                                                                                                                                                                                                '^(\d{4})[-/.](\d)([-/.])',
                                                                                                                                                                                                '\1-0\2\3'
                                                                                                                                                                                            ),
                                                                                                                                                                                            '^(\d{4})[-/.](\d\d)[-/.](\d)($|[^\d].*$)',
                                                                                                                                                                                            '\1-\2-0\3\4'
                                                                                                                                                                                        ),
                                                                                                                                                                                        '^(\d{4})[-/.](\d\d)[-/.](\d\d)',
                                                                                                                                                                                        '\1-\2-\3'
                                                                                                                                                                                    ),
                                                                                                                                                                                    '^(.{10})(?:T|[ ,]+(?:AT +|PUKUL +|JAM +)?)(\d)',
                                                                                                                                                                                    '\1T\2'
                                                                                                                                                                                ),
                                                                                                                                                                                '^(.{11})(\d)([:.])',
                                                                                                                                                                                '\10\2\3'
                                                                                                                                                                            ),
                                                                                                                                                                            '^(.{11}\d\d)[.](\d\d)[.](\d\d)',
                                                                                                                                                                            '\1:\2:\3'
                                                                                                                                                                        ),
                                                                                                                                                                        '^(.{11}\d\d)[.](\d\d)($|[^\d].*$)',
                                                                                                                                                                        '\1:\2\3'
                                                                                                                                                                    ),
                                                                                                                                                                    '^(.{11}\d\d:\d\d)($|[^:].*$)',
                                                                                                                                                                    '\1:00\2'
                                                                                                                                                                ),
                                                                                                                                                                '^(.{19}),(\d)',
                                                                                                                                                                '\1.\2'
                                                                                                                                                            ),
                                                                                                                                                            '^(.{10})T(\d\d:\d\d:\d\d[.\d]*) *([AP])[.]?M[.]?',
                                                                                                                                                            '\1#\3\2'
                                                                                                                                                        ),
                                                                                                                                                        '#A01:',
                                                                                                                                                        'T01:'
                                                                                                                                                    ),
                                                                                                                                                    '#P01:',
                                                                                                                                                    'T13:'
                                                                                                                                                ),
                                                                                                                                                '#A02:',
                                                                                                                                                'T02:'
                                                                                                                                            ),
                                                                                                                                            '#P02:',
                                                                                                                                            'T14:'
                                                                                                                                        ),
                                                                                                                                        '#A03:',
                                                                                                                                        'T03:'
                                                                                                                                    ),
                                                                                                                                    '#P03:',
                                                                                                                                    'T15:'
                                                                                                                                ),
                                                                                                                                '#A04:',
                                                                                                                                'T04:'
                                                                                                                            ),
                                                                                                                            '#P04:',
                                                                                                                            'T16:'
                                                                                                                        ),
                                                                                                                        '#A05:',
                                                                                                                        'T05:'
                                                                                                                    ),
                                                                                                                    '#P05:',
                                                                                                                    'T17:'
                                                                                                                ),
                                                                                                                '#A06:',
                                                                                                                'T06:'
                                                                                                            ),
                                                                                                            '#P06:',
                                                                                                            'T18:'
                                                                                                        ),
                                                                                                        '#A07:',
                                                                                                        'T07:'
                                                                                                    ),
                                                                                                    '#P07:',
                                                                                                    'T19:'
                                                                                                ),
                                                                                                '#A08:',
                                                                                                'T08:'
                                                                                            ),
                                                                                            '#P08:',
                                                                                            'T20:'
                                                                                        ),
                                                                                        '#A09:',
                                                                                        'T09:'
                                                                                    ),
                                                                                    '#P09:',
                                                                                    'T21:'
                                                                                ),
                                                                                '#A10:',
                                                                                'T10:'
                                                                            ),
                                                                            '#P10:',
                                                                            'T22:'
                                                                        ),
                                                                        '#A11:',
                                                                        'T11:'
                                                                    ),
                                                                    '#P11:',
                                                                    'T23:'
                                                                ),
                                                                '#A12:',
                                                                'T00:'
                                                            ),
                                                            '#P12:',
                                                            'T12:'
                                                        ),
                                                        '^(.{19}[.\d]*) *(?:UTC|GMT)?([+-])',
                                                        '\1\2'
                                                    ),
                                                    '^(.{19}[.\d]*[+-])(\d)(:|$)',
                                                    '\10\2\3'
                                                ),
                                                '^(.{19}[.\d]*(?:Z|[+-]\d\d(?::?\d\d)?)) ?[\[(][^\])]+[\])]$',
                                                '\1'
                                            ),
                                            '^(.{19}[.\d]*) *(?:UTC|GMT|Z)$',
                                            '\1Z'
                                        )
                                    end
                                from (
                                    select
                                        nullif(
                                            btrim(
                                                (cast(updated_at as TEXT) collate pg_c_utf8),
                                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                            ),
                                            ''
                                        ) as came offset 0
                                ) as computed
                            ) as written offset 0
                    ) as computed
                )
        end as updated_at,
        updated_at as received_updated_at,
        cancelled_at as received_cancelled_at,
        is_test as received_is_test,
        gross_amount as received_gross_amount,
        total_amount as received_total_amount,
        discount_amount as received_discount_amount,
        refunded_amount as received_refunded_amount,
        cost_amount as received_cost_amount
    from received
),

-- What was charged is what is left after the discount, where that came, and the discount. A note gives its total back.

charged as not materialized (
    select
        read.*,
        case
            when read.comes_without_status then 'purchase'
            else statuses.treatment
        end as treatment_of_status,
        statuses.refunded as refunded_by_status,
        case
            when read.total_amount is null then read.given_gross_amount
            when read.total_amount < 0
                or case
                    when read.comes_without_status then 'purchase'
                    else statuses.treatment
                end = 'credit_note'
                then read.total_amount
            else case
                when cast(
                    cast(read.total_amount as decimal(19, 6)) + cast(
                        greatest(coalesce(read.discount_amount, 0), 0) as decimal(19, 6)
                    ) as text
                ) <> 'NaN'
                    and pg_input_is_valid(
                        cast(
                            cast(read.total_amount as decimal(19, 6)) + cast(
                                greatest(coalesce(read.discount_amount, 0), 0) as decimal(19, 6)
                            ) as text
                        ),
                        'decimal(18, 6)'
                    )
                    then cast(
                        cast(
                            cast(read.total_amount as decimal(19, 6)) + cast(
                                greatest(coalesce(read.discount_amount, 0), 0) as decimal(19, 6)
                            ) as text
                        ) as decimal(18, 6)
                    )
            end
        end as gross_amount
    from read
    left join statuses on read.status = statuses.status
),

treated as not materialized (
    select
        charged.*,
        case
            when treatment_of_status is null then null
            when is_test or cancelled_at is not null then 'ignored'
            else treatment_of_status
        end as treatment
    from charged
),

judged as not materialized (
    select
        treated.*,
        case
            when treated._unreadable is not null then 'unreadable_row'
            when treated.order_id is null then 'missing_key'
            when treated.ordered_at is null
                or (
                    treated.updated_at is null
                    and case
                        when length(
                            nullif(
                                btrim(
                                    (cast(treated.received_updated_at as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                        ) > 9
                            or not lower(
                                nullif(
                                    btrim(
                                        (cast(treated.received_updated_at as TEXT) collate pg_c_utf8),
                                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                    ),
                                    ''
                                )
                            ) in (
                                'null',
                                '(null)',
                                '<null>',
                                'none',
                                'nil',
                                'nan',
                                'nat',
                                'na',
                                '<na>',
                                'n/a',
                                '#n/a',
                                'n.a.',
                                'undefined',
                                '-',
                                '--'
                            )
                            then nullif(
                                btrim(
                                    (cast(treated.received_updated_at as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                    end is not null
                )
                or (
                    treated.cancelled_at is null
                    and case
                        when length(
                            nullif(
                                btrim(
                                    (cast(treated.received_cancelled_at as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                        ) > 9
                            or not lower(
                                nullif(
                                    btrim(
                                        (cast(treated.received_cancelled_at as TEXT) collate pg_c_utf8),
                                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                    ),
                                    ''
                                )
                            ) in (
                                'null',
                                '(null)',
                                '<null>',
                                'none',
                                'nil',
                                'nan',
                                'nat',
                                'na',
                                '<na>',
                                'n/a',
                                '#n/a',
                                'n.a.',
                                'undefined',
                                '-',
                                '--'
                            )
                            then nullif(
                                btrim(
                                    (cast(treated.received_cancelled_at as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                    end is not null
                )
                then 'unreadable_timestamp'
            when treated.ordered_at > cast('2025-01-01 12:00:00' as timestamp) then 'timestamp_in_future'
            when treated.treatment is null then 'unknown_status'
            -- What never came about is not judged for its money.
            when treated.treatment = 'ignored' then null
            when treated.gross_amount is null
                or (
                    treated.given_gross_amount is null
                    and treated.received_gross_amount is not null
                    and lower(cast(treated.received_gross_amount as TEXT)) <> 'nan'
                )
                or (
                    treated.total_amount is null
                    and case
                        when length(
                            nullif(
                                btrim(
                                    (cast(treated.received_total_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                        ) > 9
                            or not lower(
                                nullif(
                                    btrim(
                                        (cast(treated.received_total_amount as TEXT) collate pg_c_utf8),
                                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                    ),
                                    ''
                                )
                            ) in (
                                'null',
                                '(null)',
                                '<null>',
                                'none',
                                'nil',
                                'nan',
                                'nat',
                                'na',
                                '<na>',
                                'n/a',
                                '#n/a',
                                'n.a.',
                                'undefined',
                                '-',
                                '--'
                            )
                            then nullif(
                                btrim(
                                    (cast(treated.received_total_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                    end is not null
                )
                or (
                    treated.discount_amount is null
                    and case
                        when length(
                            nullif(
                                btrim(
                                    (cast(treated.received_discount_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                        ) > 9
                            or not lower(
                                nullif(
                                    btrim(
                                        (cast(treated.received_discount_amount as TEXT) collate pg_c_utf8),
                                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                    ),
                                    ''
                                )
                            ) in (
                                'null',
                                '(null)',
                                '<null>',
                                'none',
                                'nil',
                                'nan',
                                'nat',
                                'na',
                                '<na>',
                                'n/a',
                                '#n/a',
                                'n.a.',
                                'undefined',
                                '-',
                                '--'
                            )
                            then nullif(
                                btrim(
                                    (cast(treated.received_discount_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                    end is not null
                )
                or (
                    treated.refunded_amount is null
                    and case
                        when length(
                            nullif(
                                btrim(
                                    (cast(treated.received_refunded_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                        ) > 9
                            or not lower(
                                nullif(
                                    btrim(
                                        (cast(treated.received_refunded_amount as TEXT) collate pg_c_utf8),
                                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                    ),
                                    ''
                                )
                            ) in (
                                'null',
                                '(null)',
                                '<null>',
                                'none',
                                'nil',
                                'nan',
                                'nat',
                                'na',
                                '<na>',
                                'n/a',
                                '#n/a',
                                'n.a.',
                                'undefined',
                                '-',
                                '--'
                            )
                            then nullif(
                                btrim(
                                    (cast(treated.received_refunded_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                    end is not null
                )
                or (
                    treated.cost_amount is null
                    and case
                        when length(
                            nullif(
                                btrim(
                                    (cast(treated.received_cost_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                        ) > 9
                            or not lower(
                                nullif(
                                    btrim(
                                        (cast(treated.received_cost_amount as TEXT) collate pg_c_utf8),
                                        E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                    ),
                                    ''
                                )
                            ) in (
                                'null',
                                '(null)',
                                '<null>',
                                'none',
                                'nil',
                                'nan',
                                'nat',
                                'na',
                                '<na>',
                                'n/a',
                                '#n/a',
                                'n.a.',
                                'undefined',
                                '-',
                                '--'
                            )
                            then nullif(
                                btrim(
                                    (cast(treated.received_cost_amount as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                    end is not null
                )
                or coalesce(
                    abs(cast(treated.gross_amount as double precision)) * first_rates.highest_rate >= 99999999999999,
                    false
                )
                or coalesce(
                    abs(cast(treated.cost_amount as double precision)) * first_rates.highest_rate >= 99999999999999,
                    false
                )
                then 'unreadable_amount'
            when treated.gross_amount < 0 and treated.treatment <> 'credit_note' then 'negative_amount'
            when treated.currency <> 'USD'
                and coalesce(first_rates.first_valid_from > cast(treated.ordered_at as date), true)
                then 'missing_exchange_rate'
        end as quarantine_reason
    from treated
    left join first_rates on treated.currency = first_rates.currency
),

flawed as not materialized (
    select
        _row_id,
        _has_versions,
        order_id,
        customer_id,
        ordered_at,
        status,
        treatment,
        refunded_by_status,
        gross_amount,
        given_gross_amount,
        total_amount,
        discount_amount,
        refunded_amount,
        cost_amount,
        is_test,
        cancelled_at,
        currency,
        channel,
        campaign_id,
        email,
        phone,
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
        end as email_key,
        case
            when (phone ~ '^erased_[0-9a-f]{32}$') then phone
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
                                    ) || case
                                        when (
                                            phone ~ '^[0-9][.,]?[0-9]*[eE][+]?[0-9]+$|^[^0-9+]*([+]|00)[^0-9]*0'
                                        )
                                            then null
                                        when (
                                            regexp_replace(
                                                replace(
                                                    regexp_replace(
                                                        regexp_replace(
                                                            regexp_replace(phone, '[.]0$|[^0-9+()]', '', 'g'),
                                                            '^[(]*([+]|00)',
                                                            '+'
                                                        ),
                                                        '^[(]*0',
                                                        '0'
                                                    ),
                                                    '(0)',
                                                    ''
                                                ),
                                                '[^0-9]',
                                                '',
                                                'g'
                                            ) ~ '^[0-9]{8,15}$'
                                        )
                                            then regexp_replace(
                                                replace(
                                                    regexp_replace(
                                                        regexp_replace(
                                                            regexp_replace(phone, '[.]0$|[^0-9+()]', '', 'g'),
                                                            '^[(]*([+]|00)',
                                                            '+'
                                                        ),
                                                        '^[(]*0',
                                                        '0'
                                                    ),
                                                    '(0)',
                                                    ''
                                                ),
                                                '[^0-9]',
                                                '',
                                                'g'
                                            )
                                    end,
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
        end as phone_key,
        visitor_id,
        updated_at,
        case
            when (
                is_test is null
                and case
                    when length(
                        nullif(
                            btrim(
                                (cast(received_is_test as TEXT) collate pg_c_utf8),
                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                            ),
                            ''
                        )
                    ) > 9
                        or not lower(
                            nullif(
                                btrim(
                                    (cast(received_is_test as TEXT) collate pg_c_utf8),
                                    E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                                ),
                                ''
                            )
                        ) in (
                            'null',
                            '(null)',
                            '<null>',
                            'none',
                            'nil',
                            'nan',
                            'nat',
                            'na',
                            '<na>',
                            'n/a',
                            '#n/a',
                            'n.a.',
                            'undefined',
                            '-',
                            '--'
                        )
                        then nullif(
                            btrim(
                                (cast(received_is_test as TEXT) collate pg_c_utf8),
                                E'\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000'
                            ),
                            ''
                        )
                end is not null
            )
                then 1
            else 0
        end as unreadable_values,
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
                        end,
                        case
                            when total_amount is not null
                                and abs(
                                    case
                                        when treatment = 'credit_note' then abs(given_gross_amount)
                                        else given_gross_amount
                                    end - case
                                        when treatment = 'credit_note' then abs(gross_amount)
                                        else gross_amount
                                    end
                                ) > case
                                    when coalesce(currency, 'USD') in (
                                        'BIF',
                                        'CLP',
                                        'DJF',
                                        'GNF',
                                        'IDR',
                                        'ISK',
                                        'JPY',
                                        'KMF',
                                        'KRW',
                                        'PYG',
                                        'RWF',
                                        'UGX',
                                        'UYI',
                                        'VND',
                                        'VUV',
                                        'XAF',
                                        'XOF',
                                        'XPF'
                                    )
                                        then 1
                                    else 0.01
                                end
                                then 'total_differs'
                        end
                    ),
                    ''
                )
        end as flaws
    from judged
),

final as (
    select
        flawed.*,
        case when flawed.quarantine_reason is null then 'accepted' else 'quarantined' end as row_status
    from flawed
    where not flawed._has_versions
    union all
    select
        rows_judged.*,
        case
            when rows_judged.quarantine_reason is not null then 'quarantined'
            when row_number() over (
                partition by rows_judged.order_id,
                case
                    when rows_judged.quarantine_reason is null then 1
                    else 0
                end order by rows_judged.updated_at desc nulls last,
                places.file_place desc nulls last,
                places._place desc nulls last,
                md5(
                    concat(
                        coalesce(cast(rows_judged.order_id as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.customer_id as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.ordered_at as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.status as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.gross_amount as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.total_amount as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.discount_amount as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.refunded_amount as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.cost_amount as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.is_test as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.cancelled_at as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.currency as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.channel as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.campaign_id as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.email as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.phone as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.visitor_id as TEXT), ''),
                        '|',
                        coalesce(cast(rows_judged.updated_at as TEXT), '')
                    )
                ),
                rows_judged._row_id
            ) > 1
                then 'superseded'
            else 'accepted'
        end as row_status
    from flawed as rows_judged
    left join versions as places on rows_judged._row_id = places._row_id
    where rows_judged._has_versions
)

select *
from final
