select received.*
from (
    select hashed.*
    from (
        select
            file_row_number + 1 + 0 as _row_id,
            cast('2025-01-01 12:00:00' as timestamp) as _loaded_at,
            '/landing/orders.parquet' as _source,
            file_row_number + 1 as _place,
            cast(null as TEXT) as _unreadable,
            "order_id" as order_id,
            cast(null as TEXT) as customer_id,
            "ordered_at" as ordered_at,
            "status" as status,
            "gross_amount" as gross_amount,
            cast(null as TEXT) as total_amount,
            cast(null as TEXT) as discount_amount,
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
            cast("Note" as TEXT) as "Note"
        from read_parquet('/landing/orders.parquet')
    ) as hashed
) as received
