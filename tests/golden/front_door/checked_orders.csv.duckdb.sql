with versions as (
    select repeated._row_id, files.file_place, repeated._place
    from (
        select _row_id, _source, _place
        from "shop"."inputs"."received_orders"
        where 1 = 1
            and (
                nullif(
                    case
                        when cast(order_id as TEXT) >= '!'
                            and strlen(cast(order_id as TEXT)) = length(cast(order_id as TEXT))
                            and not ends_with(cast(order_id as TEXT), ' ')
                            and not contains(cast(order_id as TEXT), chr(0))
                            then cast(order_id as TEXT)
                        else trim(replace(cast(order_id as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
            ) in (
                select
                    nullif(
                        case
                            when cast(order_id as TEXT) >= '!'
                                and strlen(cast(order_id as TEXT)) = length(cast(order_id as TEXT))
                                and not ends_with(cast(order_id as TEXT), ' ')
                                and not contains(cast(order_id as TEXT), chr(0))
                                then cast(order_id as TEXT)
                            else trim(replace(cast(order_id as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) as key_1
                from "shop"."inputs"."received_orders"
                where 1 = 1
                group by nullif(
                    case
                        when cast(order_id as TEXT) >= '!'
                            and strlen(cast(order_id as TEXT)) = length(cast(order_id as TEXT))
                            and not ends_with(cast(order_id as TEXT), ' ')
                            and not contains(cast(order_id as TEXT), chr(0))
                            then cast(order_id as TEXT)
                        else trim(replace(cast(order_id as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
                having count(*) > 1
            )
    ) as repeated
    left join (
        select
            sources._source,
            row_number() over (
                order by array_to_string(
                    list_transform(
                        regexp_extract_all(lower(sources._source), '[0-9]+|[^0-9]+'),
                        lambda piece: case
                            when regexp_matches(piece, '^[0-9]') then lpad(ltrim(piece, '0'), 255, '0')
                            else piece
                        end
                    ),
                    ''
                ),
                sources._source
            ) as file_place
        from (select distinct _source from "shop"."inputs"."received_orders") as sources
    ) as files on repeated._source = files._source
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
    select currency, min(valid_from) as first_valid_from, cast(max(rate) as double) as highest_rate
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
                    case
                        when cast(order_id as TEXT) >= '!'
                            and strlen(cast(order_id as TEXT)) = length(cast(order_id as TEXT))
                            and not ends_with(cast(order_id as TEXT), ' ')
                            and not contains(cast(order_id as TEXT), chr(0))
                            then cast(order_id as TEXT)
                        else trim(replace(cast(order_id as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
            ) > 9
                or not list_contains(
                    ['null',
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
                    '--'],
                    lower(
                        nullif(
                            case
                                when cast(order_id as TEXT) >= '!'
                                    and strlen(cast(order_id as TEXT)) = length(cast(order_id as TEXT))
                                    and not ends_with(cast(order_id as TEXT), ' ')
                                    and not contains(cast(order_id as TEXT), chr(0))
                                    then cast(order_id as TEXT)
                                else trim(replace(cast(order_id as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        )
                    )
                )
                then nullif(
                    case
                        when cast(order_id as TEXT) >= '!'
                            and strlen(cast(order_id as TEXT)) = length(cast(order_id as TEXT))
                            and not ends_with(cast(order_id as TEXT), ' ')
                            and not contains(cast(order_id as TEXT), chr(0))
                            then cast(order_id as TEXT)
                        else trim(replace(cast(order_id as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
        end as order_id,
        case
            when length(
                nullif(
                    case
                        when cast(customer_id as TEXT) >= '!'
                            and strlen(cast(customer_id as TEXT)) = length(cast(customer_id as TEXT))
                            and not ends_with(cast(customer_id as TEXT), ' ')
                            and not contains(cast(customer_id as TEXT), chr(0))
                            then cast(customer_id as TEXT)
                        else trim(replace(cast(customer_id as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
            ) > 9
                or not list_contains(
                    ['null',
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
                    '--'],
                    lower(
                        nullif(
                            case
                                when cast(customer_id as TEXT) >= '!'
                                    and strlen(cast(customer_id as TEXT)) = length(cast(customer_id as TEXT))
                                    and not ends_with(cast(customer_id as TEXT), ' ')
                                    and not contains(cast(customer_id as TEXT), chr(0))
                                    then cast(customer_id as TEXT)
                                else trim(replace(cast(customer_id as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        )
                    )
                )
                then nullif(
                    case
                        when cast(customer_id as TEXT) >= '!'
                            and strlen(cast(customer_id as TEXT)) = length(cast(customer_id as TEXT))
                            and not ends_with(cast(customer_id as TEXT), ' ')
                            and not contains(cast(customer_id as TEXT), chr(0))
                            then cast(customer_id as TEXT)
                        else trim(replace(cast(customer_id as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
        end as customer_id,
        case
            when regexp_matches(
                nullif(
                    case
                        when cast(ordered_at as TEXT) >= '!'
                            and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                            and not ends_with(cast(ordered_at as TEXT), ' ')
                            and not contains(cast(ordered_at as TEXT), chr(0))
                            then cast(ordered_at as TEXT)
                        else trim(replace(cast(ordered_at as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^\d{4}-\d{2}-\d{2}$'
            )
                then try_cast(
                    nullif(
                        case
                            when cast(ordered_at as TEXT) >= '!'
                                and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                                and not ends_with(cast(ordered_at as TEXT), ' ')
                                and not contains(cast(ordered_at as TEXT), chr(0))
                                then cast(ordered_at as TEXT)
                            else trim(replace(cast(ordered_at as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) as timestamp
                )
            when regexp_matches(
                nullif(
                    case
                        when cast(ordered_at as TEXT) >= '!'
                            and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                            and not ends_with(cast(ordered_at as TEXT), ' ')
                            and not contains(cast(ordered_at as TEXT), chr(0))
                            then cast(ordered_at as TEXT)
                        else trim(replace(cast(ordered_at as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?( ?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)| UTC| GMT)?$'
            )
                then case
                    when regexp_matches(
                        substr(
                            nullif(
                                case
                                    when cast(ordered_at as TEXT) >= '!'
                                        and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                                        and not ends_with(cast(ordered_at as TEXT), ' ')
                                        and not contains(cast(ordered_at as TEXT), chr(0))
                                        then cast(ordered_at as TEXT)
                                    else trim(replace(cast(ordered_at as TEXT), chr(0), chr(65533)))
                                end,
                                ''
                            ),
                            17
                        ),
                        '[ZzT+-]'
                    )
                        then try_cast(
                            concat(
                                substr(
                                    nullif(
                                        case
                                            when cast(ordered_at as TEXT) >= '!'
                                                and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                                                and not ends_with(cast(ordered_at as TEXT), ' ')
                                                and not contains(cast(ordered_at as TEXT), chr(0))
                                                then cast(ordered_at as TEXT)
                                            else trim(replace(cast(ordered_at as TEXT), chr(0), chr(65533)))
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
                                                when cast(ordered_at as TEXT) >= '!'
                                                    and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                                                    and not ends_with(cast(ordered_at as TEXT), ' ')
                                                    and not contains(cast(ordered_at as TEXT), chr(0))
                                                    then cast(ordered_at as TEXT)
                                                else trim(
                                                    replace(cast(ordered_at as TEXT), chr(0), chr(65533))
                                                )
                                            end,
                                            ''
                                        ),
                                        17,
                                        1
                                    ) = ':'
                                        then ''
                                    else ':00'
                                end,
                                case
                                    when contains(
                                        substr(
                                            nullif(
                                                case
                                                    when cast(ordered_at as TEXT) >= '!'
                                                        and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                                                        and not ends_with(cast(ordered_at as TEXT), ' ')
                                                        and not contains(cast(ordered_at as TEXT), chr(0))
                                                        then cast(ordered_at as TEXT)
                                                    else trim(
                                                        replace(cast(ordered_at as TEXT), chr(0), chr(65533))
                                                    )
                                                end,
                                                ''
                                            ),
                                            17
                                        ),
                                        ' '
                                    )
                                        then replace(
                                            replace(
                                                replace(
                                                    upper(
                                                        substr(
                                                            nullif(
                                                                case
                                                                    when cast(ordered_at as TEXT) >= '!'
                                                                        and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                                                                        and not ends_with(cast(ordered_at as TEXT), ' ')
                                                                        and not contains(cast(ordered_at as TEXT), chr(0))
                                                                        then cast(ordered_at as TEXT)
                                                                    else trim(
                                                                        replace(cast(ordered_at as TEXT), chr(0), chr(65533))
                                                                    )
                                                                end,
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
                                        )
                                    else upper(
                                        substr(
                                            nullif(
                                                case
                                                    when cast(ordered_at as TEXT) >= '!'
                                                        and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                                                        and not ends_with(cast(ordered_at as TEXT), ' ')
                                                        and not contains(cast(ordered_at as TEXT), chr(0))
                                                        then cast(ordered_at as TEXT)
                                                    else trim(
                                                        replace(cast(ordered_at as TEXT), chr(0), chr(65533))
                                                    )
                                                end,
                                                ''
                                            ),
                                            17
                                        )
                                    )
                                end
                            ) as timestamptz
                        ) at time zone 'UTC'
                    else try_cast(
                        nullif(
                            case
                                when cast(ordered_at as TEXT) >= '!'
                                    and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                                    and not ends_with(cast(ordered_at as TEXT), ' ')
                                    and not contains(cast(ordered_at as TEXT), chr(0))
                                    then cast(ordered_at as TEXT)
                                else trim(replace(cast(ordered_at as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        ) as timestamp
                    )
                end
            when regexp_matches(
                nullif(
                    case
                        when cast(ordered_at as TEXT) >= '!'
                            and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                            and not ends_with(cast(ordered_at as TEXT), ' ')
                            and not contains(cast(ordered_at as TEXT), chr(0))
                            then cast(ordered_at as TEXT)
                        else trim(replace(cast(ordered_at as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^(\d{10}|\d{13}|\d{16})$'
            )
                then make_timestamp(
                    try_cast(
                        rpad(
                            nullif(
                                case
                                    when cast(ordered_at as TEXT) >= '!'
                                        and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                                        and not ends_with(cast(ordered_at as TEXT), ' ')
                                        and not contains(cast(ordered_at as TEXT), chr(0))
                                        then cast(ordered_at as TEXT)
                                    else trim(replace(cast(ordered_at as TEXT), chr(0), chr(65533)))
                                end,
                                ''
                            ),
                            16,
                            '0'
                        ) as bigint
                    )
                )
            when nullif(
                case
                    when cast(ordered_at as TEXT) >= '!'
                        and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                        and not ends_with(cast(ordered_at as TEXT), ' ')
                        and not contains(cast(ordered_at as TEXT), chr(0))
                        then cast(ordered_at as TEXT)
                    else trim(replace(cast(ordered_at as TEXT), chr(0), chr(65533)))
                end,
                ''
            ) is not null
                then list_transform(
                    [list_transform(
                        [nullif(
                            case
                                when cast(ordered_at as TEXT) >= '!'
                                    and strlen(cast(ordered_at as TEXT)) = length(cast(ordered_at as TEXT))
                                    and not ends_with(cast(ordered_at as TEXT), ' ')
                                    and not contains(cast(ordered_at as TEXT), chr(0))
                                    then cast(ordered_at as TEXT)
                                else trim(replace(cast(ordered_at as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        )],
                        lambda came: case
                            when regexp_matches(came, '^\d+$')
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
                            when regexp_matches(came, '^\d{4}[/.]\d\d[/.]\d\d($|[T ]\d\d:[^AaPp]*$)')
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
                    )[1]],
                    lambda written: case
                        when regexp_matches(written, '^\d{4}-\d{2}-\d{2}$')
                            then try_cast(written as timestamp)
                        when regexp_matches(
                            written,
                            '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?( ?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)| UTC| GMT)?$'
                        )
                            then case
                                when regexp_matches(substr(written, 17), '[ZzT+-]')
                                    then try_cast(
                                        concat(
                                            substr(written, 1, 16),
                                            case when substr(written, 17, 1) = ':' then '' else ':00' end,
                                            case
                                                when contains(substr(written, 17), ' ')
                                                    then replace(
                                                        replace(
                                                            replace(upper(substr(written, 17)), ' ', ''),
                                                            'UTC',
                                                            'Z'
                                                        ),
                                                        'GMT',
                                                        'Z'
                                                    )
                                                else upper(substr(written, 17))
                                            end
                                        ) as timestamptz
                                    ) at time zone 'UTC'
                                else try_cast(written as timestamp)
                            end
                    end
                )[1]
        end as ordered_at,
        lower(
            case
                when length(
                    nullif(
                        case
                            when cast(status as TEXT) >= '!'
                                and strlen(cast(status as TEXT)) = length(cast(status as TEXT))
                                and not ends_with(cast(status as TEXT), ' ')
                                and not contains(cast(status as TEXT), chr(0))
                                then cast(status as TEXT)
                            else trim(replace(cast(status as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    )
                ) > 9
                    or not list_contains(
                        ['null',
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
                        '--'],
                        lower(
                            nullif(
                                case
                                    when cast(status as TEXT) >= '!'
                                        and strlen(cast(status as TEXT)) = length(cast(status as TEXT))
                                        and not ends_with(cast(status as TEXT), ' ')
                                        and not contains(cast(status as TEXT), chr(0))
                                        then cast(status as TEXT)
                                    else trim(replace(cast(status as TEXT), chr(0), chr(65533)))
                                end,
                                ''
                            )
                        )
                    )
                    then nullif(
                        case
                            when cast(status as TEXT) >= '!'
                                and strlen(cast(status as TEXT)) = length(cast(status as TEXT))
                                and not ends_with(cast(status as TEXT), ' ')
                                and not contains(cast(status as TEXT), chr(0))
                                then cast(status as TEXT)
                            else trim(replace(cast(status as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    )
            end
        ) as status,
        false as comes_without_status,
        case
            when regexp_matches(
                nullif(
                    case
                        when cast(gross_amount as TEXT) >= '!'
                            and strlen(cast(gross_amount as TEXT)) = length(cast(gross_amount as TEXT))
                            and not ends_with(cast(gross_amount as TEXT), ' ')
                            and not contains(cast(gross_amount as TEXT), chr(0))
                            then cast(gross_amount as TEXT)
                        else trim(replace(cast(gross_amount as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$'
            )
                then try_cast(
                    nullif(
                        case
                            when cast(gross_amount as TEXT) >= '!'
                                and strlen(cast(gross_amount as TEXT)) = length(cast(gross_amount as TEXT))
                                and not ends_with(cast(gross_amount as TEXT), ' ')
                                and not contains(cast(gross_amount as TEXT), chr(0))
                                then cast(gross_amount as TEXT)
                            else trim(replace(cast(gross_amount as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) as decimal(18, 6)
                )
        end as given_gross_amount,
        case
            when regexp_matches(
                nullif(
                    case
                        when cast(total_amount as TEXT) >= '!'
                            and strlen(cast(total_amount as TEXT)) = length(cast(total_amount as TEXT))
                            and not ends_with(cast(total_amount as TEXT), ' ')
                            and not contains(cast(total_amount as TEXT), chr(0))
                            then cast(total_amount as TEXT)
                        else trim(replace(cast(total_amount as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$'
            )
                then try_cast(
                    nullif(
                        case
                            when cast(total_amount as TEXT) >= '!'
                                and strlen(cast(total_amount as TEXT)) = length(cast(total_amount as TEXT))
                                and not ends_with(cast(total_amount as TEXT), ' ')
                                and not contains(cast(total_amount as TEXT), chr(0))
                                then cast(total_amount as TEXT)
                            else trim(replace(cast(total_amount as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) as decimal(18, 6)
                )
        end as total_amount,
        case
            when regexp_matches(
                nullif(
                    case
                        when cast(discount_amount as TEXT) >= '!'
                            and strlen(cast(discount_amount as TEXT)) = length(cast(discount_amount as TEXT))
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
                            when cast(discount_amount as TEXT) >= '!'
                                and strlen(cast(discount_amount as TEXT)) = length(cast(discount_amount as TEXT))
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
                        when cast(refunded_amount as TEXT) >= '!'
                            and strlen(cast(refunded_amount as TEXT)) = length(cast(refunded_amount as TEXT))
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
                            when cast(refunded_amount as TEXT) >= '!'
                                and strlen(cast(refunded_amount as TEXT)) = length(cast(refunded_amount as TEXT))
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
                        when cast(cost_amount as TEXT) >= '!'
                            and strlen(cast(cost_amount as TEXT)) = length(cast(cost_amount as TEXT))
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
                            when cast(cost_amount as TEXT) >= '!'
                                and strlen(cast(cost_amount as TEXT)) = length(cast(cost_amount as TEXT))
                                and not ends_with(cast(cost_amount as TEXT), ' ')
                                and not contains(cast(cost_amount as TEXT), chr(0))
                                then cast(cost_amount as TEXT)
                            else trim(replace(cast(cost_amount as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) as decimal(18, 6)
                )
        end as cost_amount,
        case
            when list_contains(
                ['true',
                't',
                'yes',
                'y',
                '1'],
                lower(
                    nullif(
                        case
                            when cast(is_test as TEXT) >= '!'
                                and strlen(cast(is_test as TEXT)) = length(cast(is_test as TEXT))
                                and not ends_with(cast(is_test as TEXT), ' ')
                                and not contains(cast(is_test as TEXT), chr(0))
                                then cast(is_test as TEXT)
                            else trim(replace(cast(is_test as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    )
                )
            )
                then true
            when list_contains(
                ['false',
                'f',
                'no',
                'n',
                '0'],
                lower(
                    nullif(
                        case
                            when cast(is_test as TEXT) >= '!'
                                and strlen(cast(is_test as TEXT)) = length(cast(is_test as TEXT))
                                and not ends_with(cast(is_test as TEXT), ' ')
                                and not contains(cast(is_test as TEXT), chr(0))
                                then cast(is_test as TEXT)
                            else trim(replace(cast(is_test as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    )
                )
            )
                then false
        end as is_test,
        case
            when regexp_matches(
                nullif(
                    case
                        when cast(cancelled_at as TEXT) >= '!'
                            and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                            and not ends_with(cast(cancelled_at as TEXT), ' ')
                            and not contains(cast(cancelled_at as TEXT), chr(0))
                            then cast(cancelled_at as TEXT)
                        else trim(replace(cast(cancelled_at as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^\d{4}-\d{2}-\d{2}$'
            )
                then try_cast(
                    nullif(
                        case
                            when cast(cancelled_at as TEXT) >= '!'
                                and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                                and not ends_with(cast(cancelled_at as TEXT), ' ')
                                and not contains(cast(cancelled_at as TEXT), chr(0))
                                then cast(cancelled_at as TEXT)
                            else trim(replace(cast(cancelled_at as TEXT), chr(0), chr(65533)))
                        end,
                        ''
                    ) as timestamp
                )
            when regexp_matches(
                nullif(
                    case
                        when cast(cancelled_at as TEXT) >= '!'
                            and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                            and not ends_with(cast(cancelled_at as TEXT), ' ')
                            and not contains(cast(cancelled_at as TEXT), chr(0))
                            then cast(cancelled_at as TEXT)
                        else trim(replace(cast(cancelled_at as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?( ?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)| UTC| GMT)?$'
            )
                then case
                    when regexp_matches(
                        substr(
                            nullif(
                                case
                                    when cast(cancelled_at as TEXT) >= '!'
                                        and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                                        and not ends_with(cast(cancelled_at as TEXT), ' ')
                                        and not contains(cast(cancelled_at as TEXT), chr(0))
                                        then cast(cancelled_at as TEXT)
                                    else trim(replace(cast(cancelled_at as TEXT), chr(0), chr(65533)))
                                end,
                                ''
                            ),
                            17
                        ),
                        '[ZzT+-]'
                    )
                        then try_cast(
                            concat(
                                substr(
                                    nullif(
                                        case
                                            when cast(cancelled_at as TEXT) >= '!'
                                                and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                                                and not ends_with(cast(cancelled_at as TEXT), ' ')
                                                and not contains(cast(cancelled_at as TEXT), chr(0))
                                                then cast(cancelled_at as TEXT)
                                            else trim(replace(cast(cancelled_at as TEXT), chr(0), chr(65533)))
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
                                                when cast(cancelled_at as TEXT) >= '!'
                                                    and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                                                    and not ends_with(cast(cancelled_at as TEXT), ' ')
                                                    and not contains(cast(cancelled_at as TEXT), chr(0))
                                                    then cast(cancelled_at as TEXT)
                                                else trim(
                                                    replace(cast(cancelled_at as TEXT), chr(0), chr(65533))
                                                )
                                            end,
                                            ''
                                        ),
                                        17,
                                        1
                                    ) = ':'
                                        then ''
                                    else ':00'
                                end,
                                case
                                    when contains(
                                        substr(
                                            nullif(
                                                case
                                                    when cast(cancelled_at as TEXT) >= '!'
                                                        and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                                                        and not ends_with(cast(cancelled_at as TEXT), ' ')
                                                        and not contains(cast(cancelled_at as TEXT), chr(0))
                                                        then cast(cancelled_at as TEXT)
                                                    else trim(
                                                        replace(cast(cancelled_at as TEXT), chr(0), chr(65533))
                                                    )
                                                end,
                                                ''
                                            ),
                                            17
                                        ),
                                        ' '
                                    )
                                        then replace(
                                            replace(
                                                replace(
                                                    upper(
                                                        substr(
                                                            nullif(
                                                                case
                                                                    when cast(cancelled_at as TEXT) >= '!'
                                                                        and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                                                                        and not ends_with(cast(cancelled_at as TEXT), ' ')
                                                                        and not contains(cast(cancelled_at as TEXT), chr(0))
                                                                        then cast(cancelled_at as TEXT)
                                                                    else trim(
                                                                        replace(cast(cancelled_at as TEXT), chr(0), chr(65533))
                                                                    )
                                                                end,
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
                                        )
                                    else upper(
                                        substr(
                                            nullif(
                                                case
                                                    when cast(cancelled_at as TEXT) >= '!'
                                                        and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                                                        and not ends_with(cast(cancelled_at as TEXT), ' ')
                                                        and not contains(cast(cancelled_at as TEXT), chr(0))
                                                        then cast(cancelled_at as TEXT)
                                                    else trim(
                                                        replace(cast(cancelled_at as TEXT), chr(0), chr(65533))
                                                    )
                                                end,
                                                ''
                                            ),
                                            17
                                        )
                                    )
                                end
                            ) as timestamptz
                        ) at time zone 'UTC'
                    else try_cast(
                        nullif(
                            case
                                when cast(cancelled_at as TEXT) >= '!'
                                    and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                                    and not ends_with(cast(cancelled_at as TEXT), ' ')
                                    and not contains(cast(cancelled_at as TEXT), chr(0))
                                    then cast(cancelled_at as TEXT)
                                else trim(replace(cast(cancelled_at as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        ) as timestamp
                    )
                end
            when regexp_matches(
                nullif(
                    case
                        when cast(cancelled_at as TEXT) >= '!'
                            and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                            and not ends_with(cast(cancelled_at as TEXT), ' ')
                            and not contains(cast(cancelled_at as TEXT), chr(0))
                            then cast(cancelled_at as TEXT)
                        else trim(replace(cast(cancelled_at as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^(\d{10}|\d{13}|\d{16})$'
            )
                then make_timestamp(
                    try_cast(
                        rpad(
                            nullif(
                                case
                                    when cast(cancelled_at as TEXT) >= '!'
                                        and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                                        and not ends_with(cast(cancelled_at as TEXT), ' ')
                                        and not contains(cast(cancelled_at as TEXT), chr(0))
                                        then cast(cancelled_at as TEXT)
                                    else trim(replace(cast(cancelled_at as TEXT), chr(0), chr(65533)))
                                end,
                                ''
                            ),
                            16,
                            '0'
                        ) as bigint
                    )
                )
            when nullif(
                case
                    when cast(cancelled_at as TEXT) >= '!'
                        and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                        and not ends_with(cast(cancelled_at as TEXT), ' ')
                        and not contains(cast(cancelled_at as TEXT), chr(0))
                        then cast(cancelled_at as TEXT)
                    else trim(replace(cast(cancelled_at as TEXT), chr(0), chr(65533)))
                end,
                ''
            ) is not null
                then list_transform(
                    [list_transform(
                        [nullif(
                            case
                                when cast(cancelled_at as TEXT) >= '!'
                                    and strlen(cast(cancelled_at as TEXT)) = length(cast(cancelled_at as TEXT))
                                    and not ends_with(cast(cancelled_at as TEXT), ' ')
                                    and not contains(cast(cancelled_at as TEXT), chr(0))
                                    then cast(cancelled_at as TEXT)
                                else trim(replace(cast(cancelled_at as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        )],
                        lambda came: case
                            when regexp_matches(came, '^\d+$')
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
                            when regexp_matches(came, '^\d{4}[/.]\d\d[/.]\d\d($|[T ]\d\d:[^AaPp]*$)')
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
                    )[1]],
                    lambda written: case
                        when regexp_matches(written, '^\d{4}-\d{2}-\d{2}$')
                            then try_cast(written as timestamp)
                        when regexp_matches(
                            written,
                            '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?( ?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)| UTC| GMT)?$'
                        )
                            then case
                                when regexp_matches(substr(written, 17), '[ZzT+-]')
                                    then try_cast(
                                        concat(
                                            substr(written, 1, 16),
                                            case when substr(written, 17, 1) = ':' then '' else ':00' end,
                                            case
                                                when contains(substr(written, 17), ' ')
                                                    then replace(
                                                        replace(
                                                            replace(upper(substr(written, 17)), ' ', ''),
                                                            'UTC',
                                                            'Z'
                                                        ),
                                                        'GMT',
                                                        'Z'
                                                    )
                                                else upper(substr(written, 17))
                                            end
                                        ) as timestamptz
                                    ) at time zone 'UTC'
                                else try_cast(written as timestamp)
                            end
                    end
                )[1]
        end as cancelled_at,
        upper(
            nullif(
                case
                    when cast(currency as TEXT) >= '!'
                        and strlen(cast(currency as TEXT)) = length(cast(currency as TEXT))
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
                when cast(channel as TEXT) >= '!'
                    and strlen(cast(channel as TEXT)) = length(cast(channel as TEXT))
                    and not ends_with(cast(channel as TEXT), ' ')
                    and not contains(cast(channel as TEXT), chr(0))
                    then cast(channel as TEXT)
                else trim(replace(cast(channel as TEXT), chr(0), chr(65533)))
            end,
            ''
        ) as channel,
        case
            when length(
                nullif(
                    case
                        when cast(campaign_id as TEXT) >= '!'
                            and strlen(cast(campaign_id as TEXT)) = length(cast(campaign_id as TEXT))
                            and not ends_with(cast(campaign_id as TEXT), ' ')
                            and not contains(cast(campaign_id as TEXT), chr(0))
                            then cast(campaign_id as TEXT)
                        else trim(replace(cast(campaign_id as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
            ) > 9
                or not list_contains(
                    ['null',
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
                    '--'],
                    lower(
                        nullif(
                            case
                                when cast(campaign_id as TEXT) >= '!'
                                    and strlen(cast(campaign_id as TEXT)) = length(cast(campaign_id as TEXT))
                                    and not ends_with(cast(campaign_id as TEXT), ' ')
                                    and not contains(cast(campaign_id as TEXT), chr(0))
                                    then cast(campaign_id as TEXT)
                                else trim(replace(cast(campaign_id as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        )
                    )
                )
                then nullif(
                    case
                        when cast(campaign_id as TEXT) >= '!'
                            and strlen(cast(campaign_id as TEXT)) = length(cast(campaign_id as TEXT))
                            and not ends_with(cast(campaign_id as TEXT), ' ')
                            and not contains(cast(campaign_id as TEXT), chr(0))
                            then cast(campaign_id as TEXT)
                        else trim(replace(cast(campaign_id as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
        end as campaign_id,
        case
            when length(
                nullif(
                    case
                        when cast(email as TEXT) >= '!'
                            and strlen(cast(email as TEXT)) = length(cast(email as TEXT))
                            and not ends_with(cast(email as TEXT), ' ')
                            and not contains(cast(email as TEXT), chr(0))
                            then cast(email as TEXT)
                        else trim(replace(cast(email as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
            ) > 9
                or not list_contains(
                    ['null',
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
                    '--'],
                    lower(
                        nullif(
                            case
                                when cast(email as TEXT) >= '!'
                                    and strlen(cast(email as TEXT)) = length(cast(email as TEXT))
                                    and not ends_with(cast(email as TEXT), ' ')
                                    and not contains(cast(email as TEXT), chr(0))
                                    then cast(email as TEXT)
                                else trim(replace(cast(email as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        )
                    )
                )
                then nullif(
                    case
                        when cast(email as TEXT) >= '!'
                            and strlen(cast(email as TEXT)) = length(cast(email as TEXT))
                            and not ends_with(cast(email as TEXT), ' ')
                            and not contains(cast(email as TEXT), chr(0))
                            then cast(email as TEXT)
                        else trim(replace(cast(email as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
        end as email,
        case
            when length(
                nullif(
                    case
                        when cast(phone as TEXT) >= '!'
                            and strlen(cast(phone as TEXT)) = length(cast(phone as TEXT))
                            and not ends_with(cast(phone as TEXT), ' ')
                            and not contains(cast(phone as TEXT), chr(0))
                            then cast(phone as TEXT)
                        else trim(replace(cast(phone as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
            ) > 9
                or not list_contains(
                    ['null',
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
                    '--'],
                    lower(
                        nullif(
                            case
                                when cast(phone as TEXT) >= '!'
                                    and strlen(cast(phone as TEXT)) = length(cast(phone as TEXT))
                                    and not ends_with(cast(phone as TEXT), ' ')
                                    and not contains(cast(phone as TEXT), chr(0))
                                    then cast(phone as TEXT)
                                else trim(replace(cast(phone as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        )
                    )
                )
                then nullif(
                    case
                        when cast(phone as TEXT) >= '!'
                            and strlen(cast(phone as TEXT)) = length(cast(phone as TEXT))
                            and not ends_with(cast(phone as TEXT), ' ')
                            and not contains(cast(phone as TEXT), chr(0))
                            then cast(phone as TEXT)
                        else trim(replace(cast(phone as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
        end as phone,
        case
            when length(
                nullif(
                    case
                        when cast(visitor_id as TEXT) >= '!'
                            and strlen(cast(visitor_id as TEXT)) = length(cast(visitor_id as TEXT))
                            and not ends_with(cast(visitor_id as TEXT), ' ')
                            and not contains(cast(visitor_id as TEXT), chr(0))
                            then cast(visitor_id as TEXT)
                        else trim(replace(cast(visitor_id as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
            ) > 9
                or not list_contains(
                    ['null',
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
                    '--'],
                    lower(
                        nullif(
                            case
                                when cast(visitor_id as TEXT) >= '!'
                                    and strlen(cast(visitor_id as TEXT)) = length(cast(visitor_id as TEXT))
                                    and not ends_with(cast(visitor_id as TEXT), ' ')
                                    and not contains(cast(visitor_id as TEXT), chr(0))
                                    then cast(visitor_id as TEXT)
                                else trim(replace(cast(visitor_id as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        )
                    )
                )
                then nullif(
                    case
                        when cast(visitor_id as TEXT) >= '!'
                            and strlen(cast(visitor_id as TEXT)) = length(cast(visitor_id as TEXT))
                            and not ends_with(cast(visitor_id as TEXT), ' ')
                            and not contains(cast(visitor_id as TEXT), chr(0))
                            then cast(visitor_id as TEXT)
                        else trim(replace(cast(visitor_id as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                )
        end as visitor_id,
        case
            when regexp_matches(
                nullif(
                    case
                        when cast(updated_at as TEXT) >= '!'
                            and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
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
                            when cast(updated_at as TEXT) >= '!'
                                and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
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
                        when cast(updated_at as TEXT) >= '!'
                            and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                            and not ends_with(cast(updated_at as TEXT), ' ')
                            and not contains(cast(updated_at as TEXT), chr(0))
                            then cast(updated_at as TEXT)
                        else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?( ?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)| UTC| GMT)?$'
            )
                then case
                    when regexp_matches(
                        substr(
                            nullif(
                                case
                                    when cast(updated_at as TEXT) >= '!'
                                        and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                        and not ends_with(cast(updated_at as TEXT), ' ')
                                        and not contains(cast(updated_at as TEXT), chr(0))
                                        then cast(updated_at as TEXT)
                                    else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                                end,
                                ''
                            ),
                            17
                        ),
                        '[ZzT+-]'
                    )
                        then try_cast(
                            concat(
                                substr(
                                    nullif(
                                        case
                                            when cast(updated_at as TEXT) >= '!'
                                                and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
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
                                                when cast(updated_at as TEXT) >= '!'
                                                    and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                                    and not ends_with(cast(updated_at as TEXT), ' ')
                                                    and not contains(cast(updated_at as TEXT), chr(0))
                                                    then cast(updated_at as TEXT)
                                                else trim(
                                                    replace(cast(updated_at as TEXT), chr(0), chr(65533))
                                                )
                                            end,
                                            ''
                                        ),
                                        17,
                                        1
                                    ) = ':'
                                        then ''
                                    else ':00'
                                end,
                                case
                                    when contains(
                                        substr(
                                            nullif(
                                                case
                                                    when cast(updated_at as TEXT) >= '!'
                                                        and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                                        and not ends_with(cast(updated_at as TEXT), ' ')
                                                        and not contains(cast(updated_at as TEXT), chr(0))
                                                        then cast(updated_at as TEXT)
                                                    else trim(
                                                        replace(cast(updated_at as TEXT), chr(0), chr(65533))
                                                    )
                                                end,
                                                ''
                                            ),
                                            17
                                        ),
                                        ' '
                                    )
                                        then replace(
                                            replace(
                                                replace(
                                                    upper(
                                                        substr(
                                                            nullif(
                                                                case
                                                                    when cast(updated_at as TEXT) >= '!'
                                                                        and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                                                        and not ends_with(cast(updated_at as TEXT), ' ')
                                                                        and not contains(cast(updated_at as TEXT), chr(0))
                                                                        then cast(updated_at as TEXT)
                                                                    else trim(
                                                                        replace(cast(updated_at as TEXT), chr(0), chr(65533))
                                                                    )
                                                                end,
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
                                        )
                                    else upper(
                                        substr(
                                            nullif(
                                                case
                                                    when cast(updated_at as TEXT) >= '!'
                                                        and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                                        and not ends_with(cast(updated_at as TEXT), ' ')
                                                        and not contains(cast(updated_at as TEXT), chr(0))
                                                        then cast(updated_at as TEXT)
                                                    else trim(
                                                        replace(cast(updated_at as TEXT), chr(0), chr(65533))
                                                    )
                                                end,
                                                ''
                                            ),
                                            17
                                        )
                                    )
                                end
                            ) as timestamptz
                        ) at time zone 'UTC'
                    else try_cast(
                        nullif(
                            case
                                when cast(updated_at as TEXT) >= '!'
                                    and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                    and not ends_with(cast(updated_at as TEXT), ' ')
                                    and not contains(cast(updated_at as TEXT), chr(0))
                                    then cast(updated_at as TEXT)
                                else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        ) as timestamp
                    )
                end
            when regexp_matches(
                nullif(
                    case
                        when cast(updated_at as TEXT) >= '!'
                            and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                            and not ends_with(cast(updated_at as TEXT), ' ')
                            and not contains(cast(updated_at as TEXT), chr(0))
                            then cast(updated_at as TEXT)
                        else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                    end,
                    ''
                ),
                '^(\d{10}|\d{13}|\d{16})$'
            )
                then make_timestamp(
                    try_cast(
                        rpad(
                            nullif(
                                case
                                    when cast(updated_at as TEXT) >= '!'
                                        and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                        and not ends_with(cast(updated_at as TEXT), ' ')
                                        and not contains(cast(updated_at as TEXT), chr(0))
                                        then cast(updated_at as TEXT)
                                    else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                                end,
                                ''
                            ),
                            16,
                            '0'
                        ) as bigint
                    )
                )
            when nullif(
                case
                    when cast(updated_at as TEXT) >= '!'
                        and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                        and not ends_with(cast(updated_at as TEXT), ' ')
                        and not contains(cast(updated_at as TEXT), chr(0))
                        then cast(updated_at as TEXT)
                    else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                end,
                ''
            ) is not null
                then list_transform(
                    [list_transform(
                        [nullif(
                            case
                                when cast(updated_at as TEXT) >= '!'
                                    and strlen(cast(updated_at as TEXT)) = length(cast(updated_at as TEXT))
                                    and not ends_with(cast(updated_at as TEXT), ' ')
                                    and not contains(cast(updated_at as TEXT), chr(0))
                                    then cast(updated_at as TEXT)
                                else trim(replace(cast(updated_at as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        )],
                        lambda came: case
                            when regexp_matches(came, '^\d+$')
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
                            when regexp_matches(came, '^\d{4}[/.]\d\d[/.]\d\d($|[T ]\d\d:[^AaPp]*$)')
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
                    )[1]],
                    lambda written: case
                        when regexp_matches(written, '^\d{4}-\d{2}-\d{2}$')
                            then try_cast(written as timestamp)
                        when regexp_matches(
                            written,
                            '^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?( ?([Zz]|[+-](0\d|1[0-5])(:?[0-5]\d)?)| UTC| GMT)?$'
                        )
                            then case
                                when regexp_matches(substr(written, 17), '[ZzT+-]')
                                    then try_cast(
                                        concat(
                                            substr(written, 1, 16),
                                            case when substr(written, 17, 1) = ':' then '' else ':00' end,
                                            case
                                                when contains(substr(written, 17), ' ')
                                                    then replace(
                                                        replace(
                                                            replace(upper(substr(written, 17)), ' ', ''),
                                                            'UTC',
                                                            'Z'
                                                        ),
                                                        'GMT',
                                                        'Z'
                                                    )
                                                else upper(substr(written, 17))
                                            end
                                        ) as timestamptz
                                    ) at time zone 'UTC'
                                else try_cast(written as timestamp)
                            end
                    end
                )[1]
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
            else try_cast(
                cast(read.total_amount as decimal(19, 6)) + cast(
                    greatest(coalesce(read.discount_amount, 0), 0) as decimal(19, 6)
                ) as decimal(18, 6)
            )
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
                                case
                                    when cast(treated.received_updated_at as TEXT) >= '!'
                                        and strlen(cast(treated.received_updated_at as TEXT)) = length(cast(treated.received_updated_at as TEXT))
                                        and not ends_with(cast(treated.received_updated_at as TEXT), ' ')
                                        and not contains(cast(treated.received_updated_at as TEXT), chr(0))
                                        then cast(treated.received_updated_at as TEXT)
                                    else trim(
                                        replace(cast(treated.received_updated_at as TEXT), chr(0), chr(65533))
                                    )
                                end,
                                ''
                            )
                        ) > 9
                            or not list_contains(
                                ['null',
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
                                '--'],
                                lower(
                                    nullif(
                                        case
                                            when cast(treated.received_updated_at as TEXT) >= '!'
                                                and strlen(cast(treated.received_updated_at as TEXT)) = length(cast(treated.received_updated_at as TEXT))
                                                and not ends_with(cast(treated.received_updated_at as TEXT), ' ')
                                                and not contains(
                                                    cast(treated.received_updated_at as TEXT), chr(0)
                                                )
                                                then cast(treated.received_updated_at as TEXT)
                                            else trim(
                                                replace(
                                                    cast(treated.received_updated_at as TEXT),
                                                    chr(0),
                                                    chr(65533)
                                                )
                                            )
                                        end,
                                        ''
                                    )
                                )
                            )
                            then nullif(
                                case
                                    when cast(treated.received_updated_at as TEXT) >= '!'
                                        and strlen(cast(treated.received_updated_at as TEXT)) = length(cast(treated.received_updated_at as TEXT))
                                        and not ends_with(cast(treated.received_updated_at as TEXT), ' ')
                                        and not contains(cast(treated.received_updated_at as TEXT), chr(0))
                                        then cast(treated.received_updated_at as TEXT)
                                    else trim(
                                        replace(cast(treated.received_updated_at as TEXT), chr(0), chr(65533))
                                    )
                                end,
                                ''
                            )
                    end is not null
                )
                or (
                    treated.cancelled_at is null
                    and case
                        when length(
                            nullif(
                                case
                                    when cast(treated.received_cancelled_at as TEXT) >= '!'
                                        and strlen(cast(treated.received_cancelled_at as TEXT)) = length(cast(treated.received_cancelled_at as TEXT))
                                        and not ends_with(cast(treated.received_cancelled_at as TEXT), ' ')
                                        and not contains(cast(treated.received_cancelled_at as TEXT), chr(0))
                                        then cast(treated.received_cancelled_at as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_cancelled_at as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
                                ''
                            )
                        ) > 9
                            or not list_contains(
                                ['null',
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
                                '--'],
                                lower(
                                    nullif(
                                        case
                                            when cast(treated.received_cancelled_at as TEXT) >= '!'
                                                and strlen(cast(treated.received_cancelled_at as TEXT)) = length(cast(treated.received_cancelled_at as TEXT))
                                                and not ends_with(cast(treated.received_cancelled_at as TEXT), ' ')
                                                and not contains(
                                                    cast(treated.received_cancelled_at as TEXT), chr(0)
                                                )
                                                then cast(treated.received_cancelled_at as TEXT)
                                            else trim(
                                                replace(
                                                    cast(treated.received_cancelled_at as TEXT),
                                                    chr(0),
                                                    chr(65533)
                                                )
                                            )
                                        end,
                                        ''
                                    )
                                )
                            )
                            then nullif(
                                case
                                    when cast(treated.received_cancelled_at as TEXT) >= '!'
                                        and strlen(cast(treated.received_cancelled_at as TEXT)) = length(cast(treated.received_cancelled_at as TEXT))
                                        and not ends_with(cast(treated.received_cancelled_at as TEXT), ' ')
                                        and not contains(cast(treated.received_cancelled_at as TEXT), chr(0))
                                        then cast(treated.received_cancelled_at as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_cancelled_at as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
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
                    and case
                        when length(
                            nullif(
                                case
                                    when cast(treated.received_gross_amount as TEXT) >= '!'
                                        and strlen(cast(treated.received_gross_amount as TEXT)) = length(cast(treated.received_gross_amount as TEXT))
                                        and not ends_with(cast(treated.received_gross_amount as TEXT), ' ')
                                        and not contains(cast(treated.received_gross_amount as TEXT), chr(0))
                                        then cast(treated.received_gross_amount as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_gross_amount as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
                                ''
                            )
                        ) > 9
                            or not list_contains(
                                ['null',
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
                                '--'],
                                lower(
                                    nullif(
                                        case
                                            when cast(treated.received_gross_amount as TEXT) >= '!'
                                                and strlen(cast(treated.received_gross_amount as TEXT)) = length(cast(treated.received_gross_amount as TEXT))
                                                and not ends_with(cast(treated.received_gross_amount as TEXT), ' ')
                                                and not contains(
                                                    cast(treated.received_gross_amount as TEXT), chr(0)
                                                )
                                                then cast(treated.received_gross_amount as TEXT)
                                            else trim(
                                                replace(
                                                    cast(treated.received_gross_amount as TEXT),
                                                    chr(0),
                                                    chr(65533)
                                                )
                                            )
                                        end,
                                        ''
                                    )
                                )
                            )
                            then nullif(
                                case
                                    when cast(treated.received_gross_amount as TEXT) >= '!'
                                        and strlen(cast(treated.received_gross_amount as TEXT)) = length(cast(treated.received_gross_amount as TEXT))
                                        and not ends_with(cast(treated.received_gross_amount as TEXT), ' ')
                                        and not contains(cast(treated.received_gross_amount as TEXT), chr(0))
                                        then cast(treated.received_gross_amount as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_gross_amount as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
                                ''
                            )
                    end is not null
                )
                or (
                    treated.total_amount is null
                    and case
                        when length(
                            nullif(
                                case
                                    when cast(treated.received_total_amount as TEXT) >= '!'
                                        and strlen(cast(treated.received_total_amount as TEXT)) = length(cast(treated.received_total_amount as TEXT))
                                        and not ends_with(cast(treated.received_total_amount as TEXT), ' ')
                                        and not contains(cast(treated.received_total_amount as TEXT), chr(0))
                                        then cast(treated.received_total_amount as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_total_amount as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
                                ''
                            )
                        ) > 9
                            or not list_contains(
                                ['null',
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
                                '--'],
                                lower(
                                    nullif(
                                        case
                                            when cast(treated.received_total_amount as TEXT) >= '!'
                                                and strlen(cast(treated.received_total_amount as TEXT)) = length(cast(treated.received_total_amount as TEXT))
                                                and not ends_with(cast(treated.received_total_amount as TEXT), ' ')
                                                and not contains(
                                                    cast(treated.received_total_amount as TEXT), chr(0)
                                                )
                                                then cast(treated.received_total_amount as TEXT)
                                            else trim(
                                                replace(
                                                    cast(treated.received_total_amount as TEXT),
                                                    chr(0),
                                                    chr(65533)
                                                )
                                            )
                                        end,
                                        ''
                                    )
                                )
                            )
                            then nullif(
                                case
                                    when cast(treated.received_total_amount as TEXT) >= '!'
                                        and strlen(cast(treated.received_total_amount as TEXT)) = length(cast(treated.received_total_amount as TEXT))
                                        and not ends_with(cast(treated.received_total_amount as TEXT), ' ')
                                        and not contains(cast(treated.received_total_amount as TEXT), chr(0))
                                        then cast(treated.received_total_amount as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_total_amount as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
                                ''
                            )
                    end is not null
                )
                or (
                    treated.discount_amount is null
                    and case
                        when length(
                            nullif(
                                case
                                    when cast(treated.received_discount_amount as TEXT) >= '!'
                                        and strlen(cast(treated.received_discount_amount as TEXT)) = length(cast(treated.received_discount_amount as TEXT))
                                        and not ends_with(cast(treated.received_discount_amount as TEXT), ' ')
                                        and not contains(
                                            cast(treated.received_discount_amount as TEXT), chr(0)
                                        )
                                        then cast(treated.received_discount_amount as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_discount_amount as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
                                ''
                            )
                        ) > 9
                            or not list_contains(
                                ['null',
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
                                '--'],
                                lower(
                                    nullif(
                                        case
                                            when cast(treated.received_discount_amount as TEXT) >= '!'
                                                and strlen(cast(treated.received_discount_amount as TEXT)) = length(cast(treated.received_discount_amount as TEXT))
                                                and not ends_with(
                                                    cast(treated.received_discount_amount as TEXT), ' '
                                                )
                                                and not contains(
                                                    cast(treated.received_discount_amount as TEXT), chr(0)
                                                )
                                                then cast(treated.received_discount_amount as TEXT)
                                            else trim(
                                                replace(
                                                    cast(treated.received_discount_amount as TEXT),
                                                    chr(0),
                                                    chr(65533)
                                                )
                                            )
                                        end,
                                        ''
                                    )
                                )
                            )
                            then nullif(
                                case
                                    when cast(treated.received_discount_amount as TEXT) >= '!'
                                        and strlen(cast(treated.received_discount_amount as TEXT)) = length(cast(treated.received_discount_amount as TEXT))
                                        and not ends_with(cast(treated.received_discount_amount as TEXT), ' ')
                                        and not contains(
                                            cast(treated.received_discount_amount as TEXT), chr(0)
                                        )
                                        then cast(treated.received_discount_amount as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_discount_amount as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
                                ''
                            )
                    end is not null
                )
                or (
                    treated.refunded_amount is null
                    and case
                        when length(
                            nullif(
                                case
                                    when cast(treated.received_refunded_amount as TEXT) >= '!'
                                        and strlen(cast(treated.received_refunded_amount as TEXT)) = length(cast(treated.received_refunded_amount as TEXT))
                                        and not ends_with(cast(treated.received_refunded_amount as TEXT), ' ')
                                        and not contains(
                                            cast(treated.received_refunded_amount as TEXT), chr(0)
                                        )
                                        then cast(treated.received_refunded_amount as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_refunded_amount as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
                                ''
                            )
                        ) > 9
                            or not list_contains(
                                ['null',
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
                                '--'],
                                lower(
                                    nullif(
                                        case
                                            when cast(treated.received_refunded_amount as TEXT) >= '!'
                                                and strlen(cast(treated.received_refunded_amount as TEXT)) = length(cast(treated.received_refunded_amount as TEXT))
                                                and not ends_with(
                                                    cast(treated.received_refunded_amount as TEXT), ' '
                                                )
                                                and not contains(
                                                    cast(treated.received_refunded_amount as TEXT), chr(0)
                                                )
                                                then cast(treated.received_refunded_amount as TEXT)
                                            else trim(
                                                replace(
                                                    cast(treated.received_refunded_amount as TEXT),
                                                    chr(0),
                                                    chr(65533)
                                                )
                                            )
                                        end,
                                        ''
                                    )
                                )
                            )
                            then nullif(
                                case
                                    when cast(treated.received_refunded_amount as TEXT) >= '!'
                                        and strlen(cast(treated.received_refunded_amount as TEXT)) = length(cast(treated.received_refunded_amount as TEXT))
                                        and not ends_with(cast(treated.received_refunded_amount as TEXT), ' ')
                                        and not contains(
                                            cast(treated.received_refunded_amount as TEXT), chr(0)
                                        )
                                        then cast(treated.received_refunded_amount as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_refunded_amount as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
                                ''
                            )
                    end is not null
                )
                or (
                    treated.cost_amount is null
                    and case
                        when length(
                            nullif(
                                case
                                    when cast(treated.received_cost_amount as TEXT) >= '!'
                                        and strlen(cast(treated.received_cost_amount as TEXT)) = length(cast(treated.received_cost_amount as TEXT))
                                        and not ends_with(cast(treated.received_cost_amount as TEXT), ' ')
                                        and not contains(cast(treated.received_cost_amount as TEXT), chr(0))
                                        then cast(treated.received_cost_amount as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_cost_amount as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
                                ''
                            )
                        ) > 9
                            or not list_contains(
                                ['null',
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
                                '--'],
                                lower(
                                    nullif(
                                        case
                                            when cast(treated.received_cost_amount as TEXT) >= '!'
                                                and strlen(cast(treated.received_cost_amount as TEXT)) = length(cast(treated.received_cost_amount as TEXT))
                                                and not ends_with(cast(treated.received_cost_amount as TEXT), ' ')
                                                and not contains(
                                                    cast(treated.received_cost_amount as TEXT), chr(0)
                                                )
                                                then cast(treated.received_cost_amount as TEXT)
                                            else trim(
                                                replace(
                                                    cast(treated.received_cost_amount as TEXT),
                                                    chr(0),
                                                    chr(65533)
                                                )
                                            )
                                        end,
                                        ''
                                    )
                                )
                            )
                            then nullif(
                                case
                                    when cast(treated.received_cost_amount as TEXT) >= '!'
                                        and strlen(cast(treated.received_cost_amount as TEXT)) = length(cast(treated.received_cost_amount as TEXT))
                                        and not ends_with(cast(treated.received_cost_amount as TEXT), ' ')
                                        and not contains(cast(treated.received_cost_amount as TEXT), chr(0))
                                        then cast(treated.received_cost_amount as TEXT)
                                    else trim(
                                        replace(
                                            cast(treated.received_cost_amount as TEXT), chr(0), chr(65533)
                                        )
                                    )
                                end,
                                ''
                            )
                    end is not null
                )
                or coalesce(
                    abs(cast(treated.gross_amount as double)) * first_rates.highest_rate >= 99999999999999,
                    false
                )
                or coalesce(
                    abs(cast(treated.cost_amount as double)) * first_rates.highest_rate >= 99999999999999,
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
        end as email_key,
        case
            when regexp_matches(phone, '^erased_[0-9a-f]{32}$') then phone
            else case
                when getvariable('retensi_hash_key') is null
                    then cast(error('this session has no key to hash mail addresses with') as varchar)
                else sha256(
                    sha256('outer:' || getvariable('retensi_hash_key')) || sha256(
                        sha256('inner:' || getvariable('retensi_hash_key')) || case
                            when regexp_matches(
                                phone, '^[0-9][.,]?[0-9]*[eE][+]?[0-9]+$|^[^0-9+]*([+]|00)[^0-9]*0'
                            )
                                then null
                            when regexp_matches(
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
                                ),
                                '^[0-9]{8,15}$'
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
                        end
                    )
                )
            end
        end as phone_key,
        visitor_id,
        updated_at,
        case
            when (
                is_test is null
                and case
                    when length(
                        nullif(
                            case
                                when cast(received_is_test as TEXT) >= '!'
                                    and strlen(cast(received_is_test as TEXT)) = length(cast(received_is_test as TEXT))
                                    and not ends_with(cast(received_is_test as TEXT), ' ')
                                    and not contains(cast(received_is_test as TEXT), chr(0))
                                    then cast(received_is_test as TEXT)
                                else trim(replace(cast(received_is_test as TEXT), chr(0), chr(65533)))
                            end,
                            ''
                        )
                    ) > 9
                        or not list_contains(
                            ['null',
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
                            '--'],
                            lower(
                                nullif(
                                    case
                                        when cast(received_is_test as TEXT) >= '!'
                                            and strlen(cast(received_is_test as TEXT)) = length(cast(received_is_test as TEXT))
                                            and not ends_with(cast(received_is_test as TEXT), ' ')
                                            and not contains(cast(received_is_test as TEXT), chr(0))
                                            then cast(received_is_test as TEXT)
                                        else trim(replace(cast(received_is_test as TEXT), chr(0), chr(65533)))
                                    end,
                                    ''
                                )
                            )
                        )
                        then nullif(
                            case
                                when cast(received_is_test as TEXT) >= '!'
                                    and strlen(cast(received_is_test as TEXT)) = length(cast(received_is_test as TEXT))
                                    and not ends_with(cast(received_is_test as TEXT), ' ')
                                    and not contains(cast(received_is_test as TEXT), chr(0))
                                    then cast(received_is_test as TEXT)
                                else trim(replace(cast(received_is_test as TEXT), chr(0), chr(65533)))
                            end,
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
                                    when list_contains(
                                        ['BIF',
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
                                        'XPF'],
                                        coalesce(currency, 'USD')
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
