with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

contacts_made as (
    select * from {{ ref('retensi', 'int_contacts_made') }}
    where channel is not null
),

counted as (
    select
        contacts_made.channel,
        count(*) as messages_ever,
        count(*) filter (where contacts_made.contacted_on > {{ add_days('bounds.as_of', -365) }}) as messages
    from contacts_made
    cross join bounds
    group by contacts_made.channel
),

final as (
    select
        channel,
        cast(messages as bigint) as messages,
        cast(messages_ever as bigint) as messages_ever,
        cast(row_number() over (order by messages desc, messages_ever desc, channel asc) as bigint) as busiest_first
    from counted
)

select * from final
