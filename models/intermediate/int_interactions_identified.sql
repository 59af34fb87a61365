-- placeholder while the front door is written
select
    cast(null as string) as interaction_id,
    cast(null as string) as person_id,
    cast(null as string) as customer_id,
    cast(null as timestamp) as occurred_at,
    cast(null as date) as interaction_date,
    cast(null as string) as interaction_type,
    cast(null as string) as interaction_group,
    cast(null as string) as direction,
    cast(null as string) as channel,
    cast(null as string) as campaign_id,
    cast(null as string) as reference_id,
    cast(null as string) as session_id,
    cast(null as decimal(18,4)) as value,
    cast(null as string) as body
where 1 = 0
