-- placeholder while the front door is written
select
    cast(null as date) as as_of,
    cast(null as date) as spine_start
where 1 = 0
