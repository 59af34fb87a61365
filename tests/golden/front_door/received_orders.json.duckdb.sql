select received.*
from (
    select hashed.*
    from (
        select
            row_number() over () + 0 as _row_id,
            cast('2025-01-01 12:00:00' as timestamp) as _loaded_at,
            '/landing/orders.json' as _source,
            row_number() over () as _place,
            case when lines.is_readable then null else lines.line end as _unreadable,
            json_extract_string(lines.line_read, '/order_id') as order_id,
            cast(null as TEXT) as customer_id,
            json_extract_string(lines.line_read, '/ordered_at') as ordered_at,
            json_extract_string(lines.line_read, '/status') as status,
            json_extract_string(lines.line_read, '/gross_amount') as gross_amount,
            cast(null as TEXT) as total_amount,
            cast(null as TEXT) as discount_amount,
            cast(null as TEXT) as refunded_amount,
            cast(null as TEXT) as cost_amount,
            cast(null as TEXT) as is_test,
            cast(null as TEXT) as cancelled_at,
            cast(null as TEXT) as currency,
            cast(null as TEXT) as channel,
            cast(null as TEXT) as campaign_id,
            json_extract_string(lines.line_read, '/email') as email,
            cast(null as TEXT) as phone,
            cast(null as TEXT) as visitor_id,
            cast(null as TEXT) as updated_at,
            cast(json_extract_string(lines.line_read, '/Note') as TEXT) as "Note"
        from (
            select case when is_readable then line else '{}' end as line_read, line, is_readable
            from (
                select
                    line,
                    json_valid(line) and json_type(case when json_valid(line) then line end) = 'OBJECT' as is_readable
                from read_csv(
                    '/landing/orders.json',
                    auto_detect = false,
                    columns = {'line': 'VARCHAR'},
                    header = false,
                    delim = '\x01\x02\x03\x04',
                    quote = '',
                    escape = '',
                    strict_mode = false,
                    null_padding = true,
                    max_line_size = 20000000
                )
                where trim(line) <> ''
            )
        ) as lines
    ) as hashed
) as received
