-- placeholder while the front door is written
select
    cast(null as string) as customer_id,
    cast(null as date) as known_since,
    cast(null as string) as known_by,
    cast(null as timestamp) as registered_at,
    cast(null as string) as acquisition_channel,
    cast(null as date) as birth_date,
    cast(null as string) as city,
    cast(null as string) as country,
    cast(null as boolean) as marketing_consent
where 1 = 0
