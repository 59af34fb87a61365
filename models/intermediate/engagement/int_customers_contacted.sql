with customer_channels as (
    select * from {{ ref('retensi', 'int_customer_channels') }}
),

last_contacts as (
    select
        customer_id,
        max(last_contacted_at) as last_contacted_at,
        max(last_contacted_on) as last_contacted_on,
        cast(sum(contacts_this_week) as bigint) as contacts_this_week
    from customer_channels
    group by customer_id
),

shop_channels as (
    select
        channel,
        sum(messages) as messages_to_anybody
    from customer_channels
    group by channel
),

-- 1: the customer answers there. 2: the customer was there, and the shop writes there. 3: the customer was there.
channels_judged as (
    select
        customer_channels.customer_id,
        customer_channels.channel,
        customer_channels.answers,
        customer_channels.last_used_at,
        case
            when customer_channels.messages >= {{ var('channel_needs_messages') }} and customer_channels.answers > 0
                then 1
            when shop_channels.messages_to_anybody > 0 then 2
            else 3
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

final as (
    select
        last_contacts.customer_id,
        last_contacts.last_contacted_at,
        last_contacts.last_contacted_on,
        last_contacts.contacts_this_week,
        channels_ranked.channel as suggested_channel
    from last_contacts
    left join channels_ranked
        on
            last_contacts.customer_id = channels_ranked.customer_id
            and channels_ranked.best_first = 1
)

select * from final
