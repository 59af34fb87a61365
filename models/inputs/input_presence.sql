-- placeholder while the front door is written
select
    cast(null as string) as input,
    cast(null as boolean) as is_present
where 1 = 0
