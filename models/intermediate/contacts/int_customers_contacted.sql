with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

customers as (
    select customer_id from {{ ref('retensi', 'int_customers_known') }}
),

contacts_made as (
    select
        contacts_made.*,
        contacts_made.contacted_on > {{ add_days('bounds.as_of', -365) }} as is_of_last_year,
        contacts_made.contacted_on >= {{ period_of('week', 'bounds.as_of') }} as is_of_this_week
    from {{ ref('retensi', 'int_contacts_made') }} as contacts_made
    cross join bounds
),

last_contacts as (
    select
        customer_id,
        max(contacted_at) as last_contacted_at,
        max(contacted_on) as last_contacted_on,
        count(*) filter (where is_of_this_week) as contacts_this_week
    from contacts_made
    group by customer_id
),

-- The channels the shop writes through: it has made a contact through them, to anybody, however long ago.
shop_channels as (
    select
        channel,
        row_number() over (
            order by count(*) filter (where is_of_last_year) desc, count(*) desc, channel asc
        ) as busiest_first
    from contacts_made
    where channel is not null
    group by channel
),

-- Contacts by the shop, and what the customer did: answering (in messages and by feedback), anything else, buying.
moves as (
    select
        customer_id,
        channel,
        cast(null as timestamp) as used_at,
        is_of_last_year as is_message,
        false as is_answer
    from contacts_made
    union all
    select
        interactions.customer_id,
        interactions.channel,
        interactions.occurred_at as used_at,
        false as is_message,
        interactions.interaction_group in ('message', 'feedback')
        and interactions.interaction_date > {{ add_days('bounds.as_of', -365) }} as is_answer
    from {{ ref('retensi', 'int_interactions_identified') }} as interactions
    cross join bounds
    where interactions.direction = 'in'
    union all
    select
        customer_id,
        channel,
        ordered_at as used_at,
        false as is_message,
        false as is_answer
    from {{ ref('retensi', 'int_orders_sequenced') }}
    where order_number is not null
),

channels_used as (
    select
        customer_id,
        channel,
        count(*) filter (where is_message) as messages,
        count(*) filter (where is_answer) as answers,
        max(used_at) as last_used_at
    from moves
    where customer_id is not null
    group by
        customer_id,
        channel
),

-- Of the channels the shop writes through, those the customer has used. 1: answers come through it. 2: it was used.
channels_judged as (
    select
        channels_used.*,
        case
            when channels_used.messages >= {{ var('channel_needs_messages') }} and channels_used.answers > 0 then 1
            else 2
        end as choice,
        {{ safe_divide('channels_used.answers', 'channels_used.messages') }} as answers_per_message
    from channels_used
    inner join shop_channels on channels_used.channel = shop_channels.channel
    where channels_used.last_used_at is not null
),

channels_ranked as (
    select
        customer_id,
        channel,
        row_number() over (
            partition by customer_id
            order by
                choice asc,
                case when choice = 1 then answers_per_message end desc,
                case when choice = 1 then answers end desc,
                last_used_at desc,
                channel asc
        ) as best_first
    from channels_judged
),

-- Always one row, of a null where the shop has never written to anybody.
busiest_channel as (
    select max(channel) as channel
    from shop_channels
    where busiest_first = 1
),

final as (
    select
        customers.customer_id,
        last_contacts.last_contacted_at,
        last_contacts.last_contacted_on,
        cast(coalesce(last_contacts.contacts_this_week, 0) as bigint) as contacts_this_week,
        coalesce(channels_ranked.channel, busiest_channel.channel) as suggested_channel
    from customers
    cross join busiest_channel
    left join last_contacts on customers.customer_id = last_contacts.customer_id
    left join channels_ranked
        on
            customers.customer_id = channels_ranked.customer_id
            and channels_ranked.best_first = 1
)

select * from final
