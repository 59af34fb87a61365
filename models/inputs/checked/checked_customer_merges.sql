{%- set text_columns = text_columns('customer_merges') -%}

with recursive received as (
    select * from {{ ref('retensi', 'received_customer_merges') }}
),

read as (
    select
        _row_id,
        _unreadable,
        {{ read_id('customer_id') }} as customer_id,
        {{ read_id('merged_into') }} as merged_into,
        {{ read_timestamp('merged_at', text_columns) }} as merged_at,
        merged_at as received_merged_at
    from received
),

judged as (
    select
        read.*,
        case
            when read._unreadable is not null then 'unreadable_row'
            when read.customer_id is null or read.merged_into is null then 'missing_key'
            when {{ is_unreadable('read.received_merged_at', 'read.merged_at', text_columns) }} then 'unreadable_timestamp'
            when {{ is_in_future('read.merged_at') }} then 'timestamp_in_future'
        end as own_reason
    from read
),

places as (
    {{ places_received('customer_merges') }}
),

ranked as (
    select
        judged._row_id,
        judged.customer_id,
        judged.merged_into,
        row_number() over (
            partition by judged.customer_id
            order by
                judged.merged_at desc nulls last,
                places.file_place desc nulls last,
                places._place desc nulls last,
                {{ row_hash(['judged.customer_id', 'judged.merged_into', 'judged.merged_at']) }},
                judged._row_id
        ) as version_number
    from judged
    left join places on judged._row_id = places._row_id
    where judged.own_reason is null
),

newest as (
    select
        customer_id,
        merged_into
    from ranked
    where version_number = 1
),

-- Each way ends where it comes to an id for the second time.
reached as (
    select
        customer_id,
        merged_into as reached_id,
        md5(merged_into) as ids_passed
    from newest
    union all
    select
        reached.customer_id,
        newest.merged_into as reached_id,
        concat(reached.ids_passed, md5(newest.merged_into)) as ids_passed
    from reached
    inner join newest on reached.reached_id = newest.customer_id
    where position(md5(newest.merged_into) in reached.ids_passed) = 0
),

in_cycle as (
    select customer_id
    from reached
    where customer_id = reached_id
),

final as (
    select
        judged._row_id,
        judged.customer_id,
        judged.merged_into,
        judged.merged_at,
        0 as unreadable_values,
        -- Every version of a customer in a cycle is refused: an older one could close another cycle.
        coalesce(judged.own_reason, case when in_cycle.customer_id is not null then 'merge_cycle' end)
            as quarantine_reason,
        case
            when coalesce(judged.own_reason, in_cycle.customer_id) is not null then 'quarantined'
            when ranked.version_number > 1 then 'superseded'
            else 'accepted'
        end as row_status
    from judged
    left join ranked on judged._row_id = ranked._row_id
    left join in_cycle on judged.customer_id = in_cycle.customer_id
)

select * from final
