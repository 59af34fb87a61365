-- placeholder while the front door is written
select
    cast(null as date) as spend_date,
    cast(null as string) as channel,
    cast(null as string) as campaign_id,
    cast(null as decimal(18,4)) as amount
where 1 = 0
