-- placeholder while the front door is written
select
    cast(null as string) as order_id,
    cast(null as string) as customer_id,
    cast(null as timestamp) as ordered_at,
    cast(null as date) as order_date,
    cast(null as string) as treatment,
    cast(null as decimal(18,4)) as gross_amount,
    cast(null as decimal(18,4)) as discount_amount,
    cast(null as decimal(18,4)) as refunded_amount,
    cast(null as decimal(18,4)) as net_revenue,
    cast(null as decimal(18,4)) as margin,
    cast(null as string) as channel,
    cast(null as string) as campaign_id
where 1 = 0
