-- Each message of the shop is in the month and channel in which it was sent, and none is counted twice; what people
-- wrote is a question or goes with one.
with engagement as (
    select * from {{ ref('retensi', 'channel_engagement_by_month') }}
),

interactions as (
    select
        {{ month_of('interaction_date') }} as month,
        coalesce(channel, '(none)') as channel,
        count(case when interaction_type = 'message_sent' then 1 end) as messages_sent,
        count(distinct case when interaction_type = 'message_sent' then person_id end) as people_reached,
        count(case when interaction_type = 'customer_message' then 1 end) as customer_messages
    from {{ ref('retensi', 'interactions') }}
    where
        interaction_type in ('message_sent', 'customer_message')
        and interaction_date >= (select min(calendar.day) from {{ ref('retensi', 'calendar') }} as calendar)
    group by
        {{ month_of('interaction_date') }},
        coalesce(channel, '(none)')
),

compared as (
    select
        engagement.*,
        coalesce(engagement.month, interactions.month) as any_month,
        coalesce(engagement.channel, interactions.channel) as any_channel,
        coalesce(interactions.messages_sent, 0) as sent,
        coalesce(interactions.people_reached, 0) as reached,
        coalesce(interactions.customer_messages, 0) as written
    from engagement
    full outer join interactions
        on
            engagement.month = interactions.month
            and engagement.channel = interactions.channel
)

select *
from compared
where
    coalesce(messages_sent, 0) <> sent
    or coalesce(people_reached, 0) <> reached
    or coalesce(questions, 0) > written
    or watched_messages > messages_sent
    or greatest(opened_messages, clicked_messages, replied_messages, ordered_messages) > watched_messages
    or answering_people > least(watched_people, replied_messages)
    or watched_questions > questions
    or answered_within_hour > answered_within_day
    or answered_within_day > answered_questions
    or answered_questions > watched_questions
    or response_hours_p50 > response_hours_p90
    or (response_hours_p50 is null) <> (answered_questions * 2 < watched_questions or watched_questions = 0)
