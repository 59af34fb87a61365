select received.*
from (
    select hashed.*
    from (
        select
            row_number() over () + 0 as _row_id,
            cast('2025-01-01 12:00:00' as timestamp) as _loaded_at,
            '/landing/orders_export.csv' as _source,
            mapped._place as _place,
            mapped._unreadable as _unreadable,
            "order_id" as order_id,
            cast(null as TEXT) as customer_id,
            "ordered_at" as ordered_at,
            "status" as status,
            cast(null as TEXT) as gross_amount,
            "total_amount" as total_amount,
            "discount_amount" as discount_amount,
            cast(null as TEXT) as refunded_amount,
            cast(null as TEXT) as cost_amount,
            cast(null as TEXT) as is_test,
            cast(null as TEXT) as cancelled_at,
            cast(null as TEXT) as currency,
            cast(null as TEXT) as channel,
            cast(null as TEXT) as campaign_id,
            "email" as email,
            cast(null as TEXT) as phone,
            cast(null as TEXT) as visitor_id,
            cast(null as TEXT) as updated_at,
            cast("Name" as TEXT) as "Name",
            cast("Email_received" as TEXT) as "Email_received",
            cast("Financial Status" as TEXT) as "Financial Status",
            cast("Created at" as TEXT) as "Created at",
            cast("Cancelled at" as TEXT) as "Cancelled at",
            cast("Total" as TEXT) as "Total",
            cast("Discount" as TEXT) as "Discount"
        from (
            select
                'shopify:' || case
                    when lower(trim(v_order_id)) not in (
                        '',
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
                        then trim(v_order_id)
                end as order_id,
                case
                    when m_ordered_at is null then v_ordered_at
                    when m_ordered_at.y = ''
                        then case
                            when regexp_matches(n_ordered_at, '^\d{10}$')
                                then strftime(
                                    make_timestamp(cast(n_ordered_at as bigint) * 1000000),
                                    '%Y-%m-%dT%H:%M:%S.%f+00:00'
                                )
                            when regexp_matches(n_ordered_at, '^\d{13}$')
                                then strftime(
                                    make_timestamp(cast(n_ordered_at as bigint) * 1000),
                                    '%Y-%m-%dT%H:%M:%S.%f+00:00'
                                )
                            when regexp_matches(n_ordered_at, '^\d{16}$')
                                then strftime(
                                    make_timestamp(cast(n_ordered_at as bigint) * 1),
                                    '%Y-%m-%dT%H:%M:%S.%f+00:00'
                                )
                            else v_ordered_at
                        end
                    when m_ordered_at.h = ''
                        then case
                            when try_cast(
                                concat(
                                    case
                                        when length(m_ordered_at.y) = 4 then m_ordered_at.y
                                        else case
                                            when m_ordered_at.y < '70' then '20'
                                            else '19'
                                        end || m_ordered_at.y
                                    end,
                                    '-',
                                    lpad(m_ordered_at.mo, 2, '0'),
                                    '-',
                                    lpad(m_ordered_at.d, 2, '0')
                                ) as date
                            ) is null
                                then v_ordered_at
                            else concat(
                                case
                                    when length(m_ordered_at.y) = 4 then m_ordered_at.y
                                    else case
                                        when m_ordered_at.y < '70' then '20'
                                        else '19'
                                    end || m_ordered_at.y
                                end,
                                '-',
                                lpad(m_ordered_at.mo, 2, '0'),
                                '-',
                                lpad(m_ordered_at.d, 2, '0')
                            )
                        end
                    when try_cast(
                        concat(
                            concat(
                                case
                                    when length(m_ordered_at.y) = 4 then m_ordered_at.y
                                    else case
                                        when m_ordered_at.y < '70' then '20'
                                        else '19'
                                    end || m_ordered_at.y
                                end,
                                '-',
                                lpad(m_ordered_at.mo, 2, '0'),
                                '-',
                                lpad(m_ordered_at.d, 2, '0')
                            ),
                            'T',
                            concat(
                                lpad(
                                    case lower(m_ordered_at.a)
                                        when 'pm' then cast(cast(m_ordered_at.h as int) % 12 + 12 as varchar)
                                        when 'am' then cast(cast(m_ordered_at.h as int) % 12 as varchar)
                                        else m_ordered_at.h
                                    end,
                                    2,
                                    '0'
                                ),
                                ':',
                                m_ordered_at.mi,
                                ':',
                                case when m_ordered_at.s = '' then '00' else m_ordered_at.s end,
                                case when m_ordered_at.f = '' then '' else '.' || m_ordered_at.f end
                            )
                        ) as timestamp
                    ) is null
                        then v_ordered_at
                    when m_ordered_at.o <> ''
                        then concat(
                            concat(
                                concat(
                                    case
                                        when length(m_ordered_at.y) = 4 then m_ordered_at.y
                                        else case
                                            when m_ordered_at.y < '70' then '20'
                                            else '19'
                                        end || m_ordered_at.y
                                    end,
                                    '-',
                                    lpad(m_ordered_at.mo, 2, '0'),
                                    '-',
                                    lpad(m_ordered_at.d, 2, '0')
                                ),
                                'T',
                                concat(
                                    lpad(
                                        case lower(m_ordered_at.a)
                                            when 'pm'
                                                then cast(cast(m_ordered_at.h as int) % 12 + 12 as varchar)
                                            when 'am' then cast(cast(m_ordered_at.h as int) % 12 as varchar)
                                            else m_ordered_at.h
                                        end,
                                        2,
                                        '0'
                                    ),
                                    ':',
                                    m_ordered_at.mi,
                                    ':',
                                    case when m_ordered_at.s = '' then '00' else m_ordered_at.s end,
                                    case when m_ordered_at.f = '' then '' else '.' || m_ordered_at.f end
                                )
                            ),
                            case
                                when case lower(m_ordered_at.o)
                                    when 'wib' then '+07:00'
                                    when 'wita' then '+08:00'
                                    when 'wit' then '+09:00'
                                    else regexp_replace(lower(m_ordered_at.o), '^(utc|gmt)', '')
                                end in ('', 'z')
                                    then '+00:00'
                                else concat(
                                    left(
                                        case lower(m_ordered_at.o)
                                            when 'wib' then '+07:00'
                                            when 'wita' then '+08:00'
                                            when 'wit' then '+09:00'
                                            else regexp_replace(lower(m_ordered_at.o), '^(utc|gmt)', '')
                                        end,
                                        1
                                    ),
                                    lpad(
                                        regexp_extract(
                                            case lower(m_ordered_at.o)
                                                when 'wib' then '+07:00'
                                                when 'wita' then '+08:00'
                                                when 'wit' then '+09:00'
                                                else regexp_replace(lower(m_ordered_at.o), '^(utc|gmt)', '')
                                            end,
                                            '^.(\d{1,2})',
                                            1
                                        ),
                                        2,
                                        '0'
                                    ),
                                    ':',
                                    coalesce(
                                        nullif(
                                            regexp_extract(
                                                case lower(m_ordered_at.o)
                                                    when 'wib' then '+07:00'
                                                    when 'wita' then '+08:00'
                                                    when 'wit' then '+09:00'
                                                    else regexp_replace(lower(m_ordered_at.o), '^(utc|gmt)', '')
                                                end,
                                                '^.\d{1,2}:?(\d\d)$',
                                                1
                                            ),
                                            ''
                                        ),
                                        '00'
                                    )
                                )
                            end
                        )
                    else strftime(
                        timezone(
                            'UTC',
                            timezone(
                                'Asia/Jakarta',
                                cast(
                                    concat(
                                        concat(
                                            case
                                                when length(m_ordered_at.y) = 4 then m_ordered_at.y
                                                else case
                                                    when m_ordered_at.y < '70' then '20'
                                                    else '19'
                                                end || m_ordered_at.y
                                            end,
                                            '-',
                                            lpad(m_ordered_at.mo, 2, '0'),
                                            '-',
                                            lpad(m_ordered_at.d, 2, '0')
                                        ),
                                        'T',
                                        concat(
                                            lpad(
                                                case lower(m_ordered_at.a)
                                                    when 'pm'
                                                        then cast(cast(m_ordered_at.h as int) % 12 + 12 as varchar)
                                                    when 'am'
                                                        then cast(cast(m_ordered_at.h as int) % 12 as varchar)
                                                    else m_ordered_at.h
                                                end,
                                                2,
                                                '0'
                                            ),
                                            ':',
                                            m_ordered_at.mi,
                                            ':',
                                            case when m_ordered_at.s = '' then '00' else m_ordered_at.s end,
                                            case
                                                when m_ordered_at.f = '' then ''
                                                else '.' || m_ordered_at.f
                                            end
                                        )
                                    ) as timestamp
                                )
                            )
                        ),
                        '%Y-%m-%dT%H:%M:%S.%f+00:00'
                    )
                end as ordered_at,
                v_status as status,
                case
                    when (
                        right(rtrim(v_total_amount), 1) in ('-', '–', '—', ')')
                        or left(ltrim(v_total_amount), 2) in ('- ', '+ ', '- ', '+ ')
                    )
                        then case
                            when regexp_matches(v_total_amount, '\d[.,][-–—]{1,2}\s*$')
                                then regexp_replace(v_total_amount, '[.,][-–—]+\s*$', '', 'g')
                            when regexp_matches(v_total_amount, '^\s*[+-][\s\x{00A0}]+[\d.]')
                                then regexp_replace(v_total_amount, '^\s*([+-])[\s\x{00A0}]+', '\1')
                            when regexp_matches(v_total_amount, '^\s*(\([\d.\s]+\)|\d[\d.\s]*[-–—])\s*$')
                                then concat('-', regexp_replace(v_total_amount, '[-–—()\s]', '', 'g'))
                            else v_total_amount
                        end
                    else v_total_amount
                end as total_amount,
                case
                    when (
                        right(rtrim(v_discount_amount), 1) in ('-', '–', '—', ')')
                        or left(ltrim(v_discount_amount), 2) in ('- ', '+ ', '- ', '+ ')
                    )
                        then case
                            when regexp_matches(v_discount_amount, '\d[.,][-–—]{1,2}\s*$')
                                then regexp_replace(v_discount_amount, '[.,][-–—]+\s*$', '', 'g')
                            when regexp_matches(v_discount_amount, '^\s*[+-][\s\x{00A0}]+[\d.]')
                                then regexp_replace(v_discount_amount, '^\s*([+-])[\s\x{00A0}]+', '\1')
                            when regexp_matches(v_discount_amount, '^\s*(\([\d.\s]+\)|\d[\d.\s]*[-–—])\s*$')
                                then concat('-', regexp_replace(v_discount_amount, '[-–—()\s]', '', 'g'))
                            else v_discount_amount
                        end
                    else v_discount_amount
                end as discount_amount,
                v_email as email,
                c1 as "Name",
                c2 as "Email_received",
                c3 as "Financial Status",
                c4 as "Created at",
                c5 as "Cancelled at",
                c6 as "Total",
                c7 as "Discount",
                place as _place,
                unreadable as _unreadable
            from (
                select
                    *,
                    case
                        when not regexp_matches(
                            n_ordered_at,
                            '^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-5]):[0-5]\d)$'
                        )
                            then regexp_extract(
                                n_ordered_at,
                                '(?i)^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:(?:t|[ ,]+(?:at |pukul |jam )?)([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d)(?:[.,](\d{1,9}))?)?(?: *(am|pm))? *((?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|z|utc|gmt|wib|wita|wit)?(?:\[[^\]]*\])?)?$',
                                ['y',
                                'mo',
                                'd',
                                'h',
                                'mi',
                                's',
                                'f',
                                'a',
                                'o']
                            )
                    end as m_ordered_at
                from (
                    select
                        *,
                        case
                            when regexp_matches(trim(v_ordered_at, ' 	'), '^\d{4}-\d\d-\d\d')
                                then trim(v_ordered_at, ' 	')
                            when regexp_matches(
                                trim(v_ordered_at, ' 	'),
                                '(?i)^(\d{4})[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .-]+(\d{1,2})(|[^\d].*)$'
                            )
                                then replace(
                                    regexp_replace(
                                        trim(v_ordered_at, ' 	'),
                                        '(?i)^(\d{4})[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .-]+(\d{1,2})(|[^\d].*)$',
                                        '\1-month-\3\4'
                                    ),
                                    'month',
                                    case lower(regexp_extract(trim(v_ordered_at, ' 	'), '(?i)^(\d{4})[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .-]+(\d{1,2})(|[^\d].*)$', 2))
                                        when 'jan' then '01'
                                        when 'feb' then '02'
                                        when 'mar' then '03'
                                        when 'apr' then '04'
                                        when 'may' then '05'
                                        when 'mei' then '05'
                                        when 'jun' then '06'
                                        when 'jul' then '07'
                                        when 'aug' then '08'
                                        when 'agu' then '08'
                                        when 'agt' then '08'
                                        when 'sep' then '09'
                                        when 'oct' then '10'
                                        when 'okt' then '10'
                                        when 'nov' then '11'
                                        when 'dec' then '12'
                                        when 'des' then '12'
                                    end
                                )
                            when regexp_matches(
                                trim(v_ordered_at, ' 	'),
                                '(?i)^(\d{1,2})[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .,-]+([0-6]\d)(|[^\d].*)$'
                            )
                                then replace(
                                    regexp_replace(
                                        trim(v_ordered_at, ' 	'),
                                        '(?i)^(\d{1,2})[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .,-]+([0-6]\d)(|[^\d].*)$',
                                        '20\3-month-\1\4'
                                    ),
                                    'month',
                                    case lower(regexp_extract(trim(v_ordered_at, ' 	'), '(?i)^(\d{1,2})[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .,-]+([0-6]\d)(|[^\d].*)$', 2))
                                        when 'jan' then '01'
                                        when 'feb' then '02'
                                        when 'mar' then '03'
                                        when 'apr' then '04'
                                        when 'may' then '05'
                                        when 'mei' then '05'
                                        when 'jun' then '06'
                                        when 'jul' then '07'
                                        when 'aug' then '08'
                                        when 'agu' then '08'
                                        when 'agt' then '08'
                                        when 'sep' then '09'
                                        when 'oct' then '10'
                                        when 'okt' then '10'
                                        when 'nov' then '11'
                                        when 'dec' then '12'
                                        when 'des' then '12'
                                    end
                                )
                            when regexp_matches(
                                trim(v_ordered_at, ' 	'),
                                '(?i)^(\d{1,2})[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .,-]+([7-9]\d)(|[^\d].*)$'
                            )
                                then replace(
                                    regexp_replace(
                                        trim(v_ordered_at, ' 	'),
                                        '(?i)^(\d{1,2})[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .,-]+([7-9]\d)(|[^\d].*)$',
                                        '19\3-month-\1\4'
                                    ),
                                    'month',
                                    case lower(regexp_extract(trim(v_ordered_at, ' 	'), '(?i)^(\d{1,2})[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .,-]+([7-9]\d)(|[^\d].*)$', 2))
                                        when 'jan' then '01'
                                        when 'feb' then '02'
                                        when 'mar' then '03'
                                        when 'apr' then '04'
                                        when 'may' then '05'
                                        when 'mei' then '05'
                                        when 'jun' then '06'
                                        when 'jul' then '07'
                                        when 'aug' then '08'
                                        when 'agu' then '08'
                                        when 'agt' then '08'
                                        when 'sep' then '09'
                                        when 'oct' then '10'
                                        when 'okt' then '10'
                                        when 'nov' then '11'
                                        when 'dec' then '12'
                                        when 'des' then '12'
                                    end
                                )
                            when regexp_matches(trim(v_ordered_at, ' 	'), '^\d{8}$')
                                then regexp_replace(
                                    trim(v_ordered_at, ' 	'), '^(\d{4})(\d\d)(\d\d)$', '\1-\2-\3'
                                )
                            when regexp_matches(trim(v_ordered_at, ' 	'), '^\d{14}$')
                                then regexp_replace(
                                    trim(v_ordered_at, ' 	'),
                                    '^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$',
                                    '\1-\2-\3T\4:\5:\6'
                                )
                            when regexp_matches(
                                trim(v_ordered_at, ' 	'),
                                '(?i)^(?:[a-z]+, *)?(\d{1,2})(?:st|nd|rd|th)?[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .,-]+(\d{4})(.*)$'
                            )
                                then replace(
                                    regexp_replace(
                                        trim(v_ordered_at, ' 	'),
                                        '(?i)^(?:[a-z]+, *)?(\d{1,2})(?:st|nd|rd|th)?[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .,-]+(\d{4})(.*)$',
                                        '\3-month-\1\4'
                                    ),
                                    'month',
                                    case lower(regexp_extract(trim(v_ordered_at, ' 	'), '(?i)^(?:[a-z]+, *)?(\d{1,2})(?:st|nd|rd|th)?[ .-]+(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .,-]+(\d{4})(.*)$', 2))
                                        when 'jan' then '01'
                                        when 'feb' then '02'
                                        when 'mar' then '03'
                                        when 'apr' then '04'
                                        when 'may' then '05'
                                        when 'mei' then '05'
                                        when 'jun' then '06'
                                        when 'jul' then '07'
                                        when 'aug' then '08'
                                        when 'agu' then '08'
                                        when 'agt' then '08'
                                        when 'sep' then '09'
                                        when 'oct' then '10'
                                        when 'okt' then '10'
                                        when 'nov' then '11'
                                        when 'dec' then '12'
                                        when 'des' then '12'
                                    end
                                )
                            when regexp_matches(
                                trim(v_ordered_at, ' 	'),
                                '(?i)^(?:[a-z]+, *)?(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .-]+(\d{1,2})(?:st|nd|rd|th)?[ ,-]+(\d{4})(.*)$'
                            )
                                then replace(
                                    regexp_replace(
                                        trim(v_ordered_at, ' 	'),
                                        '(?i)^(?:[a-z]+, *)?(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .-]+(\d{1,2})(?:st|nd|rd|th)?[ ,-]+(\d{4})(.*)$',
                                        '\3-month-\2\4'
                                    ),
                                    'month',
                                    case lower(regexp_extract(trim(v_ordered_at, ' 	'), '(?i)^(?:[a-z]+, *)?(jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*[ .-]+(\d{1,2})(?:st|nd|rd|th)?[ ,-]+(\d{4})(.*)$', 1))
                                        when 'jan' then '01'
                                        when 'feb' then '02'
                                        when 'mar' then '03'
                                        when 'apr' then '04'
                                        when 'may' then '05'
                                        when 'mei' then '05'
                                        when 'jun' then '06'
                                        when 'jul' then '07'
                                        when 'aug' then '08'
                                        when 'agu' then '08'
                                        when 'agt' then '08'
                                        when 'sep' then '09'
                                        when 'oct' then '10'
                                        when 'okt' then '10'
                                        when 'nov' then '11'
                                        when 'dec' then '12'
                                        when 'des' then '12'
                                    end
                                )
                            else trim(v_ordered_at, ' 	')
                        end as n_ordered_at
                    from (
                        select *
                        from (
                            select *, max(given_values) over (partition by trim(v_order_id)) as most_values
                            from (
                                select
                                    *,
                                    case
                                        when nullif(trim(v_ordered_at), '') is null then 0
                                        else 1
                                    end + case
                                        when nullif(trim(v_status), '') is null then 0
                                        else 1
                                    end + case
                                        when nullif(trim(v_total_amount), '') is null then 0
                                        else 1
                                    end as given_values
                                from (
                                    select
                                        *,
                                        c1 as v_order_id,
                                        c2 as v_email,
                                        c4 as v_ordered_at,
                                        c6 as v_total_amount,
                                        c7 as v_discount_amount,
                                        case
                                            when unreadable is null
                                                then case
                                                    when try(NOT c5 IS NULL) then 'cancelled'
                                                    else case lower(trim(c3))
                                                        when 'cod' then 'pending'
                                                        else c3
                                                    end
                                                end
                                        end as v_status
                                    from (
                                        select
                                            f1 as c1,
                                            f2 as c2,
                                            f3 as c3,
                                            f4 as c4,
                                            f5 as c5,
                                            f6 as c6,
                                            f7 as c7,
                                            cast(null as varchar) as unreadable,
                                            row_number() over () as place
                                        from read_csv(
                                            '/landing/orders_export.csv',
                                            auto_detect = false,
                                            header = true,
                                            delim = ',',
                                            quote = '"',
                                            escape = '"',
                                            compression = 'none',
                                            columns = {
                                                'f1': 'VARCHAR',
                                                'f2': 'VARCHAR',
                                                'f3': 'VARCHAR',
                                                'f4': 'VARCHAR',
                                                'f5': 'VARCHAR',
                                                'f6': 'VARCHAR',
                                                'f7': 'VARCHAR'
                                            },
                                            store_rejects = true,
                                            rejects_table = 'retensi_rejects',
                                            rejects_scan = 'retensi_reject_scans'
                                        )
                                        where coalesce(f1, f2, f3, f4, f5, f6, f7) is not null
                                    ) as came
                                ) as based
                            ) as counted
                        ) as compared
                        where unreadable is not null
                            or nullif(trim(v_order_id), '') is null
                            or given_values = most_values
                    ) as based
                ) as in_order
            ) as based
        ) as mapped
    ) as hashed
) as received
