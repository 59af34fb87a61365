select received.*
from (
    select hashed.*
    from (
        select
            monotonically_increasing_id() + 0 as _row_id,
            cast('2025-01-01 12:00:00' as timestamp) as _loaded_at,
            'raw.orders' as _source,
            cast(null as bigint) as _place,
            cast(null as STRING) as _unreadable,
            cast(`order_id` as STRING) as order_id,
            cast(null as STRING) as customer_id,
            `ordered_at` as ordered_at,
            cast(`status` as STRING) as status,
            `gross_amount` as gross_amount,
            cast(null as STRING) as total_amount,
            cast(null as STRING) as discount_amount,
            cast(null as STRING) as refunded_amount,
            cast(null as STRING) as cost_amount,
            cast(null as STRING) as is_test,
            cast(null as STRING) as cancelled_at,
            cast(null as STRING) as currency,
            cast(null as STRING) as channel,
            cast(null as STRING) as campaign_id,
            cast(`email` as STRING) as email,
            cast(null as STRING) as phone,
            cast(null as STRING) as visitor_id,
            cast(null as STRING) as updated_at
        from raw.orders
    ) as hashed
) as received
