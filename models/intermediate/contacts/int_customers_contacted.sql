with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

customers as (
    select customer_id from {{ ref('retensi', 'int_customers_known') }}
),

customer_channels as (
    select * from {{ ref('retensi', 'int_customer_channels') }}
),

-- The channels the shop writes through: it has made a contact through them, to anybody, however long ago.
shop_channels as (
    select
        contacts_made.channel,
        count(*) as messages_ever,
        count(*) filter (where contacts_made.contacted_on > {{ add_days('bounds.as_of', -365) }}) as messages
    from {{ ref('retensi', 'int_contacts_made') }} as contacts_made
    cross join bounds
    where contacts_made.channel is not null
    group by contacts_made.channel
),

last_contacts as (
    select
        customer_id,
        max(last_contacted_at) as last_contacted_at,
        max(last_contacted_on) as last_contacted_on,
        sum(contacts_this_week) as contacts_this_week
    from customer_channels
    group by customer_id
),

-- Of the channels the shop writes through, those the customer has used. 1: answers come through it. 2: it was used.
channels_judged as (
    select
        customer_channels.customer_id,
        customer_channels.channel,
        customer_channels.answers,
        customer_channels.last_used_at,
        case
            when customer_channels.messages >= {{ var('channel_needs_messages') }} and customer_channels.answers > 0
                then 1
            else 2
        end as choice,
        {{ safe_divide('customer_channels.answers', 'customer_channels.messages') }} as answers_per_message
    from customer_channels
    inner join shop_channels on customer_channels.channel = shop_channels.channel
    where customer_channels.last_used_at is not null
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

shop_channels_ranked as (
    select
        channel,
        row_number() over (order by messages desc, messages_ever desc, channel asc) as busiest_first
    from shop_channels
),

-- Always one row, of a null where the shop has never written to anybody.
busiest_channel as (
    select max(channel) as channel
    from shop_channels_ranked
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
